//! The `stayput` program: parse, dispatch, exit code.

fn main() {}
