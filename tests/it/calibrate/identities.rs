//! What must hold whatever the data: closed forms, limits.
