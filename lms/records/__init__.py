"""Records: how long they are kept, who may not be purged, and the evidence of a decision in one file."""
