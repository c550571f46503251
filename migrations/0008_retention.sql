-- The events that still have their bodies, oldest first, for those that are kept no longer.
CREATE INDEX event_kept ON event (created) WHERE body <> '';
