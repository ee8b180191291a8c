//! Every message of the reader of scenarios, verbatim.

mod probe;
