//! Words of exports: whether somebody is there, and through which channel somebody left.

use crate::headings::plain;

/// Words of a status that say that the person is there.
const THERE: [&str; 22] = [
    "active",
    "a",
    "employed",
    "current",
    "yes",
    "y",
    "true",
    "1",
    "working",
    "on leave",
    "leave",
    "leave of absence",
    "loa",
    "paid leave",
    "suspended",
    "aktiv",
    "actif",
    "activo",
    "activa",
    "en poste",
    "on notice",
    "نشط",
];
/// Words of a status that say that the person has left.
const LEFT: [&str; 24] = [
    "terminated",
    "t",
    "inactive",
    "left",
    "leaver",
    "former",
    "separated",
    "resigned",
    "retired",
    "ex employee",
    "no",
    "n",
    "false",
    "0",
    "withdrawn",
    "ausgeschieden",
    "inaktiv",
    "inactif",
    "sorti",
    "parti",
    "inactivo",
    "inactiva",
    "baja",
    "غير نشط",
];

/// Whether a status says that the person is there; nothing where the word is not known.
pub(crate) fn is_there(status: &str) -> Option<bool> {
    let word = plain(status);
    if THERE.contains(&word.as_str()) || word.starts_with("active ") || word.starts_with("on leave") {
        Some(true)
    } else if LEFT.contains(&word.as_str()) || word.starts_with("terminated") {
        Some(false)
    } else {
        None
    }
}

/// What reasons stand for: the channel, and what the words hold of which any tells; the first that fits counts.
const CHANNELS: [(&str, &[&str]); 5] = [
    (
        "censored",
        &["transfer", "internal move", "secondment", "change of entity", "versetzung", "mutation interne", "traslado", "traspaso"],
    ),
    (
        "dismissed",
        &[
            "involuntary",
            "redundan",
            "layoff",
            "lay off",
            "laid off",
            "dismiss",
            "performance",
            "misconduct",
            "restructur",
            "reduction in force",
            "position eliminat",
            "job eliminat",
            "probation",
            "for cause",
            "betriebsbedingt",
            "arbeitgeber",
            "licenciement",
            "despido",
            "unfreiwillig",
        ],
    ),
    (
        "found",
        &[
            "own company",
            "own business",
            "own startup",
            "founded",
            "founding",
            "founder",
            "start a company",
            "self employ",
            "entrepreneur",
            "selbst",
            "grundung",
            "creation d entreprise",
        ],
    ),
    ("startup", &["startup", "start up"]),
    (
        "lab",
        &[
            "competitor",
            "new job",
            "other job",
            "another job",
            "another employer",
            "other employer",
            "other employment",
            "new employer",
            "better offer",
            "other lab",
            "rival",
            "wettbewerber",
            "neue stelle",
            "concurrent",
            "competencia",
        ],
    ),
];
/// What says that somebody left for something that no employer offers.
const OTHER: [&str; 24] = [
    "retire",
    "relocat",
    "moving",
    "family",
    "personal",
    "health",
    "medical",
    "death",
    "deceased",
    "study",
    "studies",
    "education",
    "school",
    "academia",
    "university",
    "end of contract",
    "contract end",
    "fixed term",
    "career change",
    "visa",
    "rente",
    "ruhestand",
    "retraite",
    "jubilacion",
];

/// The channel that is proposed for a reason: `unknown` where the words do not tell.
pub(super) fn channel(reason: &str) -> &'static str {
    let words = plain(reason);
    let holds = |known: &[&str]| known.iter().any(|known| words.contains(known));
    match CHANNELS.iter().find(|(_, known)| holds(known)) {
        Some((channel, _)) => channel,
        None if holds(&OTHER) => "other",
        None => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_status_are_known_and_others_are_not_guessed() {
        assert_eq!(["Active", "On Leave - Parental", "Aktiv", "A"].map(is_there), [Some(true); 4]);
        assert_eq!(["Terminated", "INACTIVE", "T", "Ausgeschieden"].map(is_there), [Some(false); 4]);
        assert_eq!(is_there("Pending"), None);
    }

    #[test]
    fn reasons_propose_channels_and_the_rest_is_unknown() {
        for (reason, proposed) in [
            ("New job: competitor", "lab"),
            ("Retirement", "other"),
            ("Redundancy", "dismissed"),
            ("Involuntary / Other", "dismissed"),
            ("Voluntary / Better offer", "lab"),
            ("Voluntary", "unknown"),
            ("Resignation", "unknown"),
            ("Joined a start-up", "startup"),
            ("Founded own company", "found"),
            ("Transfer to another team", "censored"),
        ] {
            assert_eq!(channel(reason), proposed, "{reason}");
        }
    }
}
