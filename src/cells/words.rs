//! Words of exports: whether somebody is there, and through which channel somebody left.

use crate::cells::headings::plain;

/// Words of a status that say that the person is there.
const THERE: [&str; 80] = [
    "active",
    "ja",
    "oui",
    "si",
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
    "notice period",
    "garden leave",
    "gardening leave",
    "l",
    "p",
    "s",
    "furlough",
    "furloughed",
    "sabbatical",
    "parental leave",
    "maternity leave",
    "paternity leave",
    "sick leave",
    "medical leave",
    "unpaid leave",
    "full time",
    "part time",
    "permanent",
    "temporary",
    "regular",
    "fixed term",
    "contract",
    "contractor",
    "intern",
    "probation",
    "probationary",
    "pre hire",
    "prehire",
    "future hire",
    "not yet started",
    "onboarding",
    "notice",
    "under notice",
    "serving notice",
    "in elternzeit",
    "in mutterschutz",
    "ruhend",
    "urlaub",
    "krank",
    "in kundigungsfrist",
    "present",
    "presente",
    "en preavis",
    "conge parental",
    "conge maternite",
    "alta",
    "de alta",
    "excedencia",
    "baja medica",
    "offer accepted",
    "elternzeit",
    "mutterschutz",
    "beurlaubt",
    "en conge",
    "de licencia",
    "نشط",
];
/// Words of a status that say that the person has left.
const LEFT: [&str; 68] = [
    "ehemalige",
    "ausgeschiedene",
    "alumni",
    "terminated",
    "nein",
    "non",
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
    "d",
    "i",
    "r",
    "deceased",
    "died",
    "dead",
    "quit",
    "discharged",
    "dismissed",
    "fired",
    "laid off",
    "not active",
    "non active",
    "not employed",
    "no longer employed",
    "departed",
    "gone",
    "exited",
    "left company",
    "offboarded",
    "alumni",
    "closed",
    "ended",
    "terminated employee",
    "ausgetreten",
    "entlassen",
    "verstorben",
    "pensioniert",
    "im ruhestand",
    "nicht aktiv",
    "licencie",
    "demissionne",
    "retraite",
    "decede",
    "cesado",
    "cesada",
    "despedido",
    "despedida",
    "jubilado",
];

/// Words of a kind of employment, of one word or two: they do not say whether somebody is there.
const KINDS: &str = "full time,part time,fulltime,parttime,ft,pt,permanent,temporary,temp,regular,fixed term,contract,contractor,hourly,\
    salaried,salary,intern,internship,seasonal,casual,per diem,apprentice,trainee,freelance,freelancer,vollzeit,teilzeit,befristet,\
    unbefristet,werkstudent,praktikant,minijob,temps plein,temps complet,temps partiel,cdi,cdd,interim,stage,stagiaire,alternance,\
    tiempo completo,tiempo parcial,jornada completa,media jornada,indefinido,indefinida,temporal,eventual,becario,becaria";
/// Words beside them that change nothing.
const BESIDE_KINDS: [&str; 9] = ["employee", "employees", "worker", "staff", "a", "de", "of", "exempt", "non"];

/// Whether a status is a kind of employment and nothing more: `Regular full-time`.
pub(crate) fn is_kind(status: &str) -> bool {
    let words = plain(status);
    let words: Vec<&str> = words.split(' ').collect();
    let is_known = |text: &str| KINDS.split(',').any(|kind| kind == text);
    let (mut at, mut known) = (0, 0);
    while at < words.len() {
        if words.get(at..at + 2).is_some_and(|two| is_known(&two.join(" "))) {
            (at, known) = (at + 2, known + 1);
        } else if is_known(words[at]) {
            (at, known) = (at + 1, known + 1);
        } else if BESIDE_KINDS.contains(&words[at]) {
            at += 1;
        } else {
            return false;
        }
    }
    known > 0
}

/// Words that say that somebody is there though others follow.
const BEGIN_THERE: [&str; 17] = [
    "active",
    "employed",
    "working",
    "on leave",
    "leave",
    "paid leave",
    "unpaid leave",
    "leave of absence",
    "aktiv",
    "beurlaubt",
    "actif",
    "activo",
    "activa",
    "en poste",
    "en conge",
    "conge",
    "de licencia",
];
/// Words that may follow one that says that somebody is there, and change nothing of it.
const AFTER_THERE: &str = "employee employees assignment payroll eligible benefit benefits process processed worker staff member status service \
    full part time regular permanent salaried hourly on of leave absence paid unpaid with without pay parental maternity paternity adoption \
    family medical sick disability military study sabbatical personal short long term loa elternzeit mutterschutz urlaub krank conge parental \
    maternite paternite maladie adoption annuel payes sans solde sabbatique excedencia licencia maternidad paternidad de a por";

/// Whether a status says that the person is there; nothing where the word is not known, or where something follows it that may say more:
/// `Active until 2026-12-31`.
pub(crate) fn is_there(status: &str) -> Option<bool> {
    let word = plain(status);
    let rest = |known: &str| word.strip_prefix(known).filter(|rest| rest.is_empty() || rest.starts_with(' ')).map(str::trim);
    if let Some(is_there) = listed(&word) {
        return Some(is_there);
    }
    if is_kind(&word) {
        return Some(true);
    }
    let is_more_of_it = |rest: &str| {
        let is_known = |word: &str| AFTER_THERE.split(' ').any(|known| known == word) || is_kind(word);
        THERE.contains(&rest) || is_kind(rest) || rest.split(' ').all(is_known)
    };
    if BEGIN_THERE.iter().filter_map(|known| rest(known)).any(is_more_of_it) {
        return Some(true);
    }
    // A date would be that of the exit.
    let says_when = |rest: &str| rest.contains(|c: char| c.is_ascii_digit()) || rest.split(' ').any(|word| word == "rehired");
    rest("terminated").filter(|rest| !says_when(rest)).map(|_| false)
}

/// What a status of a known word says, as that word is, plain.
fn listed(word: &str) -> Option<bool> {
    if THERE.contains(&word) { Some(true) } else { LEFT.contains(&word).then_some(false) }
}

/// Whether a text under another heading says in so many words that the person is there.
pub(crate) fn is_employed(text: &str) -> bool {
    [
        "active",
        "employed",
        "still employed",
        "still here",
        "still there",
        "current",
        "current employee",
        "working",
        "aktiv",
        "actif",
        "activo",
        "activa",
        "en poste",
        "present",
        "presente",
        "0",
    ]
    .contains(&plain(text).as_str())
}

/// Whether a status says that the person is there under notice, so that a last day may be known.
pub(crate) fn is_under_notice(status: &str) -> bool {
    let words = plain(status);
    ["notice", "garden leave", "gardening leave", "kundigungsfrist", "preavis"].iter().any(|known| words.contains(known))
}

/// Whether a text says that people are there, or left: `Leavers`, `Current employees`.
pub(crate) fn says_there(text: &str) -> Option<bool> {
    // Letters alone stand for a status in a column only.
    const SHORTEST: usize = 4;
    let words = plain(text);
    let of_word = |word: &str| listed(word).or_else(|| listed(word.strip_suffix('s')?));
    is_there(text).or_else(|| words.split(' ').filter(|word| word.len() >= SHORTEST).find_map(of_word))
}

/// Whether a status answers a question: `Yes`, `0`.
pub(crate) fn is_yes_or_no(status: &str) -> bool {
    ["yes", "no", "y", "n", "true", "false", "1", "0", "ja", "nein", "oui", "non", "si"].contains(&plain(status).as_str())
}

/// Whether a text answers a question with no: under a heading of exits, that there is none.
pub(crate) fn is_no(text: &str) -> bool {
    is_yes_or_no(text) && listed(&plain(text)) == Some(false)
}

/// What reasons stand for: the channel, and what the words hold of which any tells; the first that fits counts.
const CHANNELS: [(&str, &[&str]); 5] = [
    (
        "censored",
        &[
            "transfer",
            "internal move",
            "another team",
            "other team",
            "different team",
            "change of team",
            "team change",
            "secondment",
            "change of entity",
            "versetzung",
            "mutation interne",
            "traslado",
            "traspaso",
        ],
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
            "poor performance",
            "low performance",
            "underperform",
            "performance issue",
            "performance manage",
            "performance related",
            "performance improvement",
            "unsatisfactory performance",
            "misconduct",
            "restructur",
            "reduction in force",
            "position eliminat",
            "job eliminat",
            "probation",
            "probezeit",
            "periode d essai",
            "periodo de prueba",
            "for cause",
            "fired",
            "let go",
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
const OTHER: [&str; 40] = [
    "retire",
    "relocat",
    "moving",
    "family",
    "personal",
    "health",
    "medical",
    "death",
    "deceased",
    "died",
    "passed away",
    "verstorben",
    "fallec",
    "study",
    "studies",
    "education",
    "school",
    "academia",
    "university",
    "tod",
    "deces",
    "decede",
    "umzug",
    "demenagement",
    "familie",
    "familiare",
    "fin de contrat",
    "fin de contrato",
    "fin de cdd",
    "befristung",
    "vertragsende",
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

/// Words that say that somebody left of their own will.
const VOLUNTARY: [&str; 8] =
    ["voluntary", "voluntarily", "freiwillig", "volontaire", "volontairement", "voluntario", "voluntaria", "voluntariamente"];
/// Words after which the next ones do not hold.
const NOT: [&str; 8] = ["no", "not", "non", "without", "kein", "keine", "sans", "sin"];

/// Whether a text holds words, but for those after a `no`.
fn holds(text: &str, known: &str) -> bool {
    text.match_indices(known).any(|(at, _)| {
        let before = text[..at].split_whitespace().next_back().unwrap_or_default();
        !text[..at].ends_with(' ') || !NOT.contains(&before)
    })
}

/// The channel that is proposed for a reason: `unknown` where the words do not tell.
pub(crate) fn channel(reason: &str) -> &'static str {
    let words = plain(reason);
    // The words of a scenario itself.
    if let Some(own) = ["lab", "startup", "found", "dismissed", "other", "censored"].into_iter().find(|own| words == *own) {
        return own;
    }
    let mut pairs = words.split(' ').scan("", |before, word| Some((std::mem::replace(before, word), word)));
    let is_voluntary = pairs.any(|(before, word)| VOLUNTARY.contains(&word) && !NOT.contains(&before));
    let holds = |known: &[&str]| known.iter().any(|known| holds(&words, known));
    // Performance alone is that of the person; a bonus has one too.
    let is_performance = words == "performance" || words.ends_with(" performance");
    let is = |channel: &str, known: &[&str]| {
        let is_dismissal = channel == "dismissed";
        (holds(known) || is_dismissal && is_performance) && !(is_dismissal && is_voluntary)
    };
    match CHANNELS.iter().find(|(channel, known)| is(channel, known)) {
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
        assert_eq!(["Deceased", "Not Active", "Quit", "Discharged", "Entlassen", "Cesado", "Closed", "I"].map(is_there), [Some(false); 8]);
        assert_eq!(["Full-time", "Furlough", "Pre-hire"].map(is_there), [Some(true); 3]);
        assert_eq!(["Alta", "Présent", "In Elternzeit", "Not Yet Started", "En préavis", "Baja médica"].map(is_there), [Some(true); 6]);
        // A kind of employment, or of leave, changes nothing.
        for status in [
            "Active - Full Time Benefits Eligible",
            "Active-FT",
            "Leave of Absence (paid)",
            "Leave with Pay",
            "aktiv (Elternzeit)",
            "aktiv - Teilzeit",
            "Actif - Temps plein",
            "En congé parental",
            "Activo - Tiempo completo",
        ] {
            assert_eq!(is_there(status), Some(true), "{status}");
        }
        assert!(["Full-time", "Regular Part-Time", "CDI", "Temps partiel", "Full-time employee"].iter().all(|status| is_kind(status)));
        assert!(["Active - FT", "Employee", "Terminated", "", "Time"].iter().all(|status| !is_kind(status)));
        assert_eq!(["Leave - terminated", "Activo - baja", "Full-time until 2024"].map(is_there), [None; 3]);
        // What follows may say that they left, or when.
        assert_eq!(
            ["Active until 2026-12-31", "Active, terminated 2024", "Active - leaver", "Terminated 2024-03-01"].map(is_there),
            [None; 4]
        );
        assert_eq!(
            ["Active - Payroll Eligible", "Active Assignment", "Active - on notice", "Actively employed"].map(is_there),
            [Some(true), Some(true), Some(true), None]
        );
        // Whoever has been given notice, or has given it, may be there still.
        assert_eq!(["Pending", "Inactive - LTD", "gekündigt"].map(is_there), [None; 3]);
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
            ("Voluntary / Performance", "unknown"),
            ("Involuntary / Performance", "dismissed"),
            ("Non-voluntary / Performance", "dismissed"),
            ("Performance", "dismissed"),
            ("Performance bonus too low", "unknown"),
            ("No redundancy; family", "other"),
            ("Probezeit nicht bestanden", "dismissed"),
            ("Let go", "dismissed"),
            ("Fin de CDD", "other"),
            ("Décès", "other"),
            ("Umzug", "other"),
            ("Methode", "unknown"),
            ("Not retained by competitor, no dismissal", "lab"),
        ] {
            assert_eq!(channel(reason), proposed, "{reason}");
        }
    }
}
