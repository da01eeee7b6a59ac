"""How the stand-alone site writes dates where Django's own way could be misread."""
