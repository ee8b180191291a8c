//! What a column of an export is, by its heading: the usual words of HR systems in English, German, French, Spanish and Arabic.

/// What a column can be taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The id.
    Id,
    /// The whole name; read only to tell people apart and to find managers, where there is an id.
    Name,
    /// The first name; the same.
    FirstName,
    /// The last name; the same.
    LastName,
    /// The date of hire.
    Hired,
    /// The date of the first hire of somebody who came back; noted.
    OriginalHire,
    /// The date of the latest hire of somebody who came back.
    Rehired,
    /// The date of exit, or the last day.
    Exit,
    /// The end of a fixed term.
    TermEnd,
    /// Whether the person is there.
    Status,
    /// Voluntary or not.
    ExitType,
    /// Why the person left.
    Reason,
    /// The team.
    Team,
    /// The role.
    Role,
    /// The id or the name of the manager.
    Manager,
    /// The annual pay.
    Pay,
    /// The currency of the pay.
    Currency,
    /// The time that the pay is for.
    PayPeriod,
    /// Unvested equity.
    Unvested,
    /// The share of a full position; noted.
    Fte,
    /// The date of the export, the same in every row.
    AsOf,
}

/// The fields: what the option `--column` calls each, and its headings in the form of [`plain`], the most telling first.
pub(crate) const FIELDS: [(Field, &str, &[&str]); 21] = [
    (
        Field::Id,
        "id",
        &[
            "employee id",
            "id",
            "worker id",
            "person id",
            "person number",
            "employee number",
            "employee no",
            "emp id",
            "staff no",
            "emp no",
            "empl id",
            "associate id",
            "staff id",
            "staff number",
            "payroll number",
            "file number",
            "employee code",
            "personnel number",
            "personnel no",
            "user id",
            "personalnummer",
            "personalnr",
            "personal nr",
            "pers nr",
            "mitarbeiternummer",
            "mitarbeiter id",
            "matricule",
            "numero de matricule",
            "numero de empleado",
            "no empleado",
            "no de empleado",
            "n empleado",
            "n de empleado",
            "n matricule",
            "no matricule",
            "no de matricule",
            "id empleado",
            "numero empleado",
            "legajo",
            "رقم الموظف",
            "الرقم الوظيفي",
        ],
    ),
    (
        Field::Name,
        "name",
        &[
            "name",
            "full name",
            "employee name",
            "worker",
            "worker name",
            "employee",
            "display name",
            "payroll name",
            "last name first name",
            "first name last name",
            "who",
            "legal name",
            "preferred name",
            "mitarbeiter",
            "nom complet",
            "nombre completo",
            "nombre y apellidos",
            "اسم الموظف",
            "الاسم",
        ],
    ),
    (Field::FirstName, "first-name", &["first name", "given name", "legal first name", "vorname", "prenom", "nombre"]),
    (Field::LastName, "last-name", &["last name", "surname", "family name", "legal last name", "nachname", "nom", "apellidos", "apellido"]),
    (
        Field::Hired,
        "hired",
        &[
            "hire date",
            "hired",
            "date of hire",
            "start date",
            "date hired",
            "employment start date",
            "employment start",
            "joining date",
            "date of joining",
            "date joined",
            "join date",
            "date of entry",
            "entry date",
            "commencement date",
            "service date",
            "company start date",
            "start",
            "started",
            "joined",
            "date started",
            "begin",
            "begin date",
            "began",
            "arrival date",
            "arrived",
            "employed since",
            "since",
            "beginn",
            "beginndatum",
            "startdatum",
            "debut",
            "date de debut",
            "fecha inicio",
            "eintrittsdatum",
            "eintritt",
            "einstellungsdatum",
            "date d entree",
            "date d embauche",
            "date embauche",
            "fecha de ingreso",
            "fecha de alta",
            "doj",
            "enterprise hire date",
            "fecha de contratacion",
            "fecha de inicio",
            "تاريخ التعيين",
            "تاريخ الالتحاق",
        ],
    ),
    (
        Field::OriginalHire,
        "original-hire",
        &["original hire date", "first hire date", "original start date", "continuous service date", "seniority date", "ersteintritt"],
    ),
    (
        Field::Rehired,
        "rehired",
        &["rehire date", "last hire date", "latest hire date", "most recent hire date", "date of rehire", "wiedereintritt"],
    ),
    (
        Field::Exit,
        "exit",
        &[
            "termination date",
            "actual termination date",
            "exit date",
            "date of termination",
            "terminated",
            "end date",
            "employment end date",
            "employment end",
            "last day",
            "last day of work",
            "last day worked",
            "last working day",
            "last working date",
            "leaving date",
            "leave date",
            "date of leaving",
            "date left",
            "term date",
            "date of leaving service",
            "dol",
            "termination effective date",
            "last employment date",
            "separation date",
            "resignation date",
            "end of employment",
            "date of exit",
            "exit",
            "left",
            "departed",
            "departure",
            "departure date",
            "date departed",
            "date ended",
            "until",
            "end",
            "ended",
            "termination",
            "leaver date",
            "leaving",
            "quit date",
            "last date",
            "ende",
            "enddatum",
            "ausgetreten am",
            "parti le",
            "sorti le",
            "fecha fin",
            "fecha de fin",
            "austrittsdatum",
            "austritt",
            "letzter arbeitstag",
            "date de sortie",
            "date de depart",
            "date de fin",
            "fecha de baja",
            "fecha de salida",
            "fecha de cese",
            "fecha de terminacion",
            "تاريخ انتهاء الخدمة",
            "تاريخ المغادرة",
        ],
    ),
    (
        Field::TermEnd,
        "term-end",
        &[
            "contract end date",
            "contract end",
            "end of contract",
            "fixed term end date",
            "fixed term end",
            "fixed term contract end date",
            "end of fixed term",
            "term end date",
            "term end",
            "contract expiry date",
            "contract expiry",
            "contract until",
            "vertrag bis",
            "fin de cdd",
            "vertragsende",
            "befristet bis",
            "befristung bis",
            "date de fin de contrat",
            "fin de contrat",
            "fecha fin de contrato",
            "fin de contrato",
            "تاريخ انتهاء العقد",
        ],
    ),
    (
        Field::Status,
        "status",
        &[
            "employment status",
            "status",
            "employee status",
            "lifecycle status",
            "assignment status",
            "employment state",
            "current status",
            "is active",
            "active employee",
            "assignment status type",
            "worker status",
            "active status",
            "active",
            "hr status",
            "position status",
            "beschaftigungsstatus",
            "mitarbeiterstatus",
            "statut",
            "estado",
            "situacion",
            "الحالة الوظيفية",
            "الحالة",
        ],
    ),
    (
        Field::ExitType,
        "exit-type",
        &[
            "termination type",
            "termination category",
            "leaver type",
            "separation type",
            "voluntary involuntary",
            "turnover type",
            "austrittsart",
        ],
    ),
    (
        Field::Reason,
        "reason",
        &[
            "termination reason",
            "reason for leaving",
            "leaving reason",
            "exit reason",
            "separation reason",
            "primary termination reason",
            "reason for termination",
            "resignation reason",
            "reason",
            "termination reason description",
            "why left",
            "why",
            "reason left",
            "leave reason",
            "departure reason",
            "reason of leaving",
            "term reason",
            "action reason",
            "termination reason name",
            "reason for departure",
            "event reason",
            "austrittsgrund",
            "massnahmengrund",
            "maßnahmengrund",
            "kundigungsgrund",
            "grund",
            "motif de depart",
            "motif de sortie",
            "motif",
            "motivo de baja",
            "motivo de salida",
            "motivo",
            "سبب المغادرة",
            "سبب ترك العمل",
        ],
    ),
    (
        Field::Team,
        "team",
        &[
            "team",
            "team name",
            "department",
            "department name",
            "dept",
            "dept name",
            "home department",
            "supervisory organization",
            "supervisory organisation",
            "org unit",
            "organizational unit",
            "organisational unit",
            "organization",
            "unit",
            "division",
            "group",
            "cost center",
            "cost centre",
            "abteilung",
            "bereich",
            "organisationseinheit",
            "kostenstelle",
            "departement",
            "service",
            "equipe",
            "departamento",
            "equipo",
            "area",
            "القسم",
            "الإدارة",
            "الفريق",
        ],
    ),
    (
        Field::Role,
        "role",
        &[
            "job title",
            "job name",
            "designation",
            "stelle",
            "role",
            "title",
            "position",
            "position title",
            "business title",
            "job",
            "job profile",
            "job description",
            "stellenbezeichnung",
            "funktion",
            "planstelle",
            "berufsbezeichnung",
            "poste",
            "emploi",
            "fonction",
            "intitule du poste",
            "puesto",
            "cargo",
            "المسمى الوظيفي",
            "الوظيفة",
        ],
    ),
    (
        Field::Manager,
        "manager",
        &[
            "manager id",
            "manager employee id",
            "supervisor id",
            "reports to id",
            "manager number",
            "manager",
            "manager name",
            "reports to",
            "reports to name",
            "reporting to",
            "supervisor",
            "supervisor name",
            "workers manager",
            "line manager",
            "direct manager",
            "reporting manager",
            "vorgesetzter",
            "fuhrungskraft",
            "no responsable",
            "no de responsable",
            "numero responsable",
            "numero de responsable",
            "id responsable",
            "pers nr vorgesetzter",
            "personalnummer vorgesetzter",
            "matricule responsable",
            "responsable",
            "superieur",
            "superieur hierarchique",
            "jefe",
            "المدير",
            "المدير المباشر",
        ],
    ),
    (
        Field::Pay,
        "pay",
        &[
            "pay",
            "base salary",
            "annual salary",
            "annual base salary",
            "base pay",
            "annual pay",
            "annual base pay",
            "salary",
            "annualized salary",
            "annualised salary",
            "annual compensation",
            "base salary usd",
            "base salary eur",
            "base salary gbp",
            "ctc",
            "jahresbrutto",
            "jahresbruttolohn",
            "jahreslohn",
            "annual rate",
            "pay rate",
            "total base pay",
            "total base pay annualized",
            "total base pay amount",
            "total base pay annualized amount",
            "base",
            "comp",
            "compensation",
            "base compensation",
            "annualized base pay",
            "jahresgehalt",
            "grundgehalt",
            "gehalt",
            "bruttojahresgehalt",
            "jahresbruttogehalt",
            "fixgehalt",
            "salaire annuel brut",
            "salaire brut annuel",
            "salaire brut",
            "salario bruto anual",
            "salaire annuel",
            "salaire de base",
            "salaire",
            "salario anual",
            "salario base",
            "salario",
            "sueldo anual",
            "sueldo",
            "الراتب الأساسي",
            "الراتب",
        ],
    ),
    (
        Field::Currency,
        "currency",
        &["currency", "pay currency", "salary currency", "currency code", "wahrung", "devise", "moneda", "العملة"],
    ),
    (
        Field::PayPeriod,
        "pay-period",
        &[
            "pay frequency",
            "salary frequency",
            "compensation frequency",
            "frequency",
            "pay period",
            "pay basis",
            "salary basis",
            "pay per",
            "paid per",
            "pay rate type",
            "rate type",
            "gehaltsperiode",
            "gehaltsintervall",
            "zahlungsintervall",
            "zahlungsrhythmus",
            "abrechnungszeitraum",
            "frequence de paie",
            "frecuencia de pago",
            "periodicite",
            "periodicidad",
        ],
    ),
    (
        Field::Unvested,
        "unvested",
        &[
            "unvested equity",
            "unvested",
            "unvested value",
            "unvested rsu value",
            "unvested equity value",
            "unvested stock",
            "unvested stock value",
        ],
    ),
    (Field::Fte, "fte", &["fte", "full time equivalent", "fte percent", "time percent", "stellenumfang", "etp", "quotite", "jornada"]),
    (
        Field::AsOf,
        "as-of",
        &[
            "as of date",
            "as of",
            "as at",
            "snapshot date",
            "report date",
            "extract date",
            "export date",
            "data as of",
            "stichtag",
            "date d extraction",
            "date de reference",
            "fecha de corte",
        ],
    ),
];

impl Field {
    /// What the option `--column` and reports call it.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self).map_or("", |(_, name, _)| name)
    }

    /// What the option `--column` calls all of them.
    pub fn names() -> Vec<&'static str> {
        FIELDS.iter().map(|(_, name, _)| *name).collect()
    }

    /// The field that the option `--column` calls so.
    pub fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(_, known, _)| *known == name).map(|(field, ..)| *field)
    }
}

/// Whether a heading names a field.
pub(crate) fn is_heading_of(heading: &str, field: Field) -> bool {
    field_of(heading).is_some_and(|(named, _)| named == field)
}

/// The field that a heading names, and how telling it is: 0 is the most.
pub(crate) fn field_of(heading: &str) -> Option<(Field, usize)> {
    let whole = plain(heading);
    // "Salary (EUR)" is a salary.
    let without = heading.split('(').next().map(plain).unwrap_or_default();
    let rank = |text: &str| FIELDS.iter().find_map(|(field, _, words)| Some((*field, words.iter().position(|word| *word == text)?)));
    // "Home Department Description" is the home department in words.
    let bare = whole.strip_suffix(" description").unwrap_or_default();
    rank(&whole).or_else(|| rank(&without)).or_else(|| rank(bare))
}

/// Words in small letters without accents, one blank between them: `Employee_ID`, `employeeId` and `EMPLOYEE ID` are one.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut was_small = false;
    let letters: Vec<char> = text.chars().collect();
    for (k, &c) in letters.iter().enumerate() {
        // The s of possession stays with its word.
        if matches!(c, '\'' | '\u{2019}') && letters.get(k + 1) == Some(&'s') && letters.get(k + 2).is_none_or(|c| !c.is_alphanumeric()) {
            continue;
        }
        if c == '#' {
            out += if out.is_empty() || out.ends_with(' ') { "no " } else { " no " };
            continue;
        }
        if !c.is_alphanumeric() {
            was_small = false;
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
            continue;
        }
        if c.is_uppercase() && was_small {
            out.push(' ');
        }
        was_small = c.is_lowercase();
        out.extend(c.to_lowercase().map(without_accent));
    }
    out.trim_end().to_owned()
}

/// A letter of western Europe without its accent.
fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'º' | 'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_many_systems_are_known() {
        for (heading, field) in [
            ("Employee_ID", Field::Id),
            ("Employee #", Field::Id),
            ("employeeId", Field::Id),
            ("Personal-Nr", Field::Id),
            ("Hire Date", Field::Hired),
            ("Eintrittsdatum", Field::Hired),
            ("Who", Field::Name),
            ("Last name, First name", Field::Name),
            ("Since", Field::Hired),
            ("Until", Field::Exit),
            ("Salaire annuel brut", Field::Pay),
            ("Fixgehalt", Field::Pay),
            ("Emploi", Field::Role),
            ("Date d'entrée", Field::Hired),
            ("Worker's Manager", Field::Manager),
            ("Base Salary (USD)", Field::Pay),
            ("Base (EUR)", Field::Pay),
            ("Dept", Field::Team),
            ("Home Department Description", Field::Team),
            ("Job Title Description", Field::Role),
            ("Actual Termination Date", Field::Exit),
            ("FTE %", Field::Fte),
            ("تاريخ التعيين", Field::Hired),
        ] {
            assert_eq!(field_of(heading).map(|(field, _)| field), Some(field), "{heading}");
        }
        assert_eq!(field_of("Leave of absence start"), None);
    }

    #[test]
    fn every_heading_is_in_its_plain_form_and_names_one_field() {
        for (field, name, words) in FIELDS {
            assert_eq!(Field::named(name), Some(field));
            for word in words {
                assert_eq!((plain(word).as_str(), field_of(word).map(|(field, _)| field)), (*word, Some(field)));
            }
        }
    }
}
