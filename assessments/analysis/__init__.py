"""From the sittings of one quiz to what its page shows. Pure: no rows, no clock."""
