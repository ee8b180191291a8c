//! `bundle`: several policies at once.
//!
//! It does what its parts do, and costs what they cost; each keeps its own dates, target, condition, prices and budget. A part that is in
//! it twice, by way of another bundle, is done once. Policies of a bundle may do less together than the sum of what each does alone.
//!
//! Keys: `policies`, and none of those that the others have.

use super::{Form, Key, Kind, Section, Terms};
pub(crate) static KIND: Kind = Kind {
    name: "bundle",
    terms: Terms::OfParts,
    section: Section::new(
        "Several policies at once, each by its own dates, target and prices.",
        &[Key::new("policies", Form::Texts, "The policies that it puts together, by name.")
            .required()
            .example("[\"x\"]")
            .hint("policies = [\"a\", \"b\"]")],
    ),
    read: |_| Vec::new(),
};

#[cfg(test)]
mod tests {
    use crate::scenario::policy::kinds::tests::{measures, problems};

    #[test]
    fn it_is_its_parts() {
        let other = "[policies.calm]\nkind = \"effect\"\nratio = 0.7";
        assert_eq!(measures("bundle", &format!("policies = [\"calm\"]\n{other}")), []);
        let said = problems("bundle", &format!("policies = [\"calm\"]\ncost_once = 1\n{other}"));
        assert_eq!(said, ["`policies.it` has no key `cost_once`"]);
    }
}
