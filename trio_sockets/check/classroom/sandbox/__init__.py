"""The sandbox of a submission: a copy of its folder, with limits, and a box of bubblewrap."""
