"""The race: many players hunt one number at once, in rounds. Pure, as all of `protocol`."""
