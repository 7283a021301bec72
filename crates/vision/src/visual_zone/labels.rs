//! Labels of fields, in the languages of Europe's documents.
//!
//! Written as [`folded`](super::shapes::folded) texts are: capitals, no spaces, no marks. A label is printed
//! small and over a pattern, so a misread letter or two are let pass in long ones.

use super::shapes::{folded, parts};
use bonafide_facts::Field;

/// From this many letters on, a label may be misread and still count.
const LONG: usize = 6;
/// How alike a misread label has to be.
const ALIKE: f64 = 0.82;

const SURNAME: &[&str] = &[
    "SURNAME",
    "SURNAMES",
    "LASTNAME",
    "FAMILYNAME",
    "PRIMARYIDENTIFIER",
    "NAME",
    "NOM",
    "IDENTIFIANTPRIMAIRE",
    "NACHNAME",
    "FAMILIENNAME",
    "APELLIDO",
    "APELLIDOS",
    "PRIMERAPELLIDO",
    "COGNOME",
    "ACHTERNAAM",
    "NAAM",
    "APELIDO",
    "APELIDOS",
    "EFTERNAMN",
    "ETTERNAVN",
    "EFTERNAVN",
    "SUKUNIMI",
    "NAZWISKO",
    "PRIJMENI",
    "PRIEZVISKO",
    "VEZETEKNEV",
    "CSALADINEV",
    "PREZIME",
    "PRIIMEK",
    "PAVARDE",
    "UZVARDS",
    "PEREKONNANIMI",
    "NUME",
    "SOYADI",
    "MBIEMRI",
    "KENNINAFN",
    "LLINAJA",
    "EPONYMO",
    "COGNOM",
];
const GIVEN_NAMES: &[&str] = &[
    "GIVENNAMES",
    "GIVENNAME",
    "FIRSTNAME",
    "FIRSTNAMES",
    "FORENAMES",
    "FORENAME",
    "OTHERNAMES",
    "SECONDARYIDENTIFIER",
    "IDENTIFIANTSECONDAIRE",
    "PRENOM",
    "PRENOMS",
    "VORNAME",
    "VORNAMEN",
    "NOMBRE",
    "NOMBRES",
    "NOME",
    "NOMI",
    "NOMES",
    "NOMEPROPRIO",
    "NOMESPROPRIOS",
    "VOORNAAM",
    "VOORNAMEN",
    "FORNAMN",
    "FORNAVN",
    "FORNAVNE",
    "ETUNIMET",
    "IMIE",
    "IMIONA",
    "JMENO",
    "MENO",
    "UTONEV",
    "KERESZTNEV",
    "IME",
    "VARDAS",
    "VARDAI",
    "VARDS",
    "VARDI",
    "EESNIMI",
    "EESNIMED",
    "PRENUME",
    "ADI",
    "EIGINNAFN",
    "EMRI",
];
const DOCUMENT_NUMBER: &[&str] = &[
    "DOCUMENTNO",
    "DOCUMENTNUMBER",
    "DOCUMENTNR",
    "DOCNO",
    "PASSPORTNO",
    "PASSPORTNUMBER",
    "PASSPORTN",
    "NODUPASSEPORT",
    "NDEPASSEPORT",
    "NDUPASSEPORT",
    "PASSEPORTNO",
    "PASSEPORTN",
    "PASSNR",
    "PASSNUMMER",
    "REISEPASSNR",
    "AUSWEISNUMMER",
    "AUSWEISNR",
    "DOKUMENTNR",
    "DOKUMENTNUMMER",
    "NUMERODEDOCUMENT",
    "NDEDOCUMENT",
    "NODEDOCUMENT",
    "NUMERODOCUMENTO",
    "NUMERODEDOCUMENTO",
    "NDELDOCUMENTO",
    "PASAPORTENO",
    "PASAPORTEN",
    "NUMERODEPASAPORTE",
    "PASSAPORTON",
    "PASSAPORTONO",
    "NDOPASSAPORTE",
    "DOCUMENTONO",
    "DOCUMENTNUMMER",
    "PASPOORTNUMMER",
    "PASPOORTNR",
    "CARDNO",
    "CARDNUMBER",
    "IDENTITYCARDNO",
    "IDNO",
    "PASSNO",
    "PASINUMERO",
    "NRPASZPORTU",
    "CISLOPASU",
    "CISLODOKLADU",
    "OKMANYAZONOSITO",
    "PASIRASONR",
    "PASESNR",
    "PASSINUMBER",
    "DOKUMENDINUMBER",
    "NUMSOPORTE",
    "DOCUMENTONO",
    "NDOC",
    "VISANUMBER",
    "CONTROLNUMBER",
    "NUMMER",
    "NUMBERNUMERO",
];
const DATE_OF_BIRTH: &[&str] = &[
    "DATEOFBIRTH",
    "BIRTHDATE",
    "BIRTHDAY",
    "DOB",
    "BORN",
    "DATEDENAISSANCE",
    "NELE",
    "NEELE",
    "GEBURTSDATUM",
    "GEBURTSTAG",
    "GEBOREN",
    "FECHADENACIMIENTO",
    "FECHANACIMIENTO",
    "DATADINASCITA",
    "GEBOORTEDATUM",
    "DATADENASCIMENTO",
    "FODELSEDATUM",
    "FODSELSDATO",
    "FODSELSDAG",
    "SYNTYMAAIKA",
    "DATAURODZENIA",
    "DATUMNAROZENI",
    "DATUMNARODENIA",
    "SZULETESIIDO",
    "SZULETESIDATUM",
    "DATUMRODENJA",
    "DATUMROJSTVA",
    "SUNNIAEG",
    "DZIMSANASDATUMS",
    "GIMIMODATA",
    "DATANASTERII",
    "DOGUMTARIHI",
    "FAEDINGARDAGUR",
    "DATELINDJA",
];
const DATE_OF_ISSUE: &[&str] = &[
    "DATEOFISSUE",
    "ISSUEDATE",
    "ISSUEDON",
    "DATEISSUED",
    "DATEOFISSUANCE",
    "DATEDEDELIVRANCE",
    "DELIVRELE",
    "AUSSTELLUNGSDATUM",
    "AUSGESTELLTAM",
    "FECHADEEXPEDICION",
    "FECHADEEMISION",
    "FECHAEXPEDICION",
    "DATADIRILASCIO",
    "DATADIEMISSIONE",
    "DATUMVANAFGIFTE",
    "DATUMAFGIFTE",
    "DATADEEMISSAO",
    "DATADAEMISSAO",
    "UTFARDANDEDATUM",
    "UTSTEDELSESDATO",
    "UDSTEDELSESDATO",
    "DATAWYDANIA",
    "DATUMVYDANI",
    "DATUMVYDANIA",
    "KIALLITASDATUMA",
    "DATUMIZDAVANJA",
    "VALJAANDMISEKUUPAEV",
    "IZDOSANASDATUMS",
    "ISDAVIMODATA",
    "DATAELIBERARII",
    "MYONNETTY",
];
const DATE_OF_EXPIRY: &[&str] = &[
    "DATEOFEXPIRY",
    "DATEOFEXPIRATION",
    "EXPIRYDATE",
    "EXPIRATIONDATE",
    "EXPIRES",
    "EXPIRESON",
    "EXPIRY",
    "EXPIRATION",
    "VALIDUNTIL",
    "VALIDTHRU",
    "VALIDTO",
    "CARDEXPIRES",
    "DATEDEXPIRATION",
    "DATEDEXPIRY",
    "VALABLEJUSQUAU",
    "VALIDEJUSQUAU",
    "GULTIGBIS",
    "GUELTIGBIS",
    "FECHADECADUCIDAD",
    "CADUCIDAD",
    "VALIDOHASTA",
    "VALIDEZ",
    "FECHADEVENCIMIENTO",
    "DATADISCADENZA",
    "SCADENZA",
    "GELDIGTOT",
    "GELDIGTOTMET",
    "VALIDADE",
    "DATADEVALIDADE",
    "DATADEEXPIRACAO",
    "SISTAGILTIGHETSDAG",
    "GILTIGTTILL",
    "UTLOPSDATO",
    "GYLDIGTIL",
    "UDLOBSDATO",
    "VOIMASSA",
    "DATAWAZNOSCI",
    "TERMINWAZNOSCI",
    "PLATNOSTDO",
    "ERVENYESSEGIIDO",
    "VRIJEDIDO",
    "VELJADO",
    "KEHTIVKUNI",
    "DERIGALIDZ",
    "GALIOJAIKI",
    "DATAEXPIRARII",
    "SONGECERLILIK",
];
const PLACE_OF_BIRTH: &[&str] = &[
    "PLACEOFBIRTH",
    "BIRTHPLACE",
    "LIEUDENAISSANCE",
    "GEBURTSORT",
    "LUGARDENACIMIENTO",
    "LUOGODINASCITA",
    "GEBOORTEPLAATS",
    "LOCALDENASCIMENTO",
    "NATURALIDADE",
    "FODELSEORT",
    "FODESTED",
    "FODESTED",
    "SYNTYMAPAIKKA",
    "MIEJSCEURODZENIA",
    "MISTONAROZENI",
    "MIESTONARODENIA",
    "SZULETESIHELY",
    "MJESTORODENJA",
    "SUNNIKOHT",
    "DZIMSANASVIETA",
    "GIMIMOVIETA",
    "LOCULNASTERII",
    "DOGUMYERI",
];
const NATIONALITY: &[&str] = &[
    "NATIONALITY",
    "NATIONALITE",
    "STAATSANGEHORIGKEIT",
    "STAATSANGEHOERIGKEIT",
    "NACIONALIDAD",
    "CITTADINANZA",
    "NATIONALITEIT",
    "NACIONALIDADE",
    "MEDBORGARSKAP",
    "STATSBORGERSKAP",
    "NATIONALITET",
    "KANSALAISUUS",
    "OBYWATELSTWO",
    "STATNIOBCANSTVI",
    "STATNAPRISLUSNOST",
    "ALLAMPOLGARSAG",
    "DRZAVLJANSTVO",
    "KODAKONDSUS",
    "PILSONIBA",
    "TAUTYBE",
    "PILIETYBE",
    "CETATENIE",
    "UYRUGU",
    "CITIZENSHIP",
];
const SEX: &[&str] = &[
    "SEX",
    "SEXE",
    "GENDER",
    "GESCHLECHT",
    "SEXO",
    "SESSO",
    "GESLACHT",
    "KON",
    "KJONN",
    "SUKUPUOLI",
    "PLEC",
    "POHLAVI",
    "POHLAVIE",
    "NEME",
    "SPOL",
    "SUGU",
    "DZIMUMS",
    "LYTIS",
    "SEXUL",
    "CINSIYETI",
];
const PERSONAL_NUMBER: &[&str] = &[
    "PERSONALNO",
    "PERSONALNUMBER",
    "PERSONALIDNO",
    "PERSONALCODE",
    "PERSONALIDENTIFICATIONNUMBER",
    "NPERSONNEL",
    "NOPERSONNEL",
    "NUMEROPERSONNEL",
    "PERSONNUMMER",
    "PERSONALNUMMER",
    "PERSONNUMMER",
    "FODSELSNUMMER",
    "HENKILOTUNNUS",
    "NUMEROPERSONAL",
    "PERSOONSNUMMER",
    "BURGERSERVICENUMMER",
    "BSN",
    "PESEL",
    "RODNECISLO",
    "ISIKUKOOD",
    "PERSONASKODS",
    "ASMENSKODAS",
    "CNP",
    "OIB",
    "EMSO",
    "CODICEFISCALE",
    "NATIONALIDNUMBER",
    "IDENTIFICATIONNO",
    "DNI",
];
const AUTHORITY: &[&str] = &[
    "AUTHORITY",
    "AUTORITE",
    "ISSUINGAUTHORITY",
    "BEHORDE",
    "AUSSTELLENDEBEHORDE",
    "AUTORIDAD",
    "AUTORITA",
    "AUTORIDADE",
    "INSTANTIE",
    "MYNDIGHET",
    "UTSTEDENDEMYNDIGHET",
    "VIRANOMAINEN",
    "ORGANWYDAJACY",
    "VYDAL",
    "KIALLITOHATOSAG",
    "IZDAVATELJ",
    "VALJAANDJA",
    "IESTADE",
    "AUTORITATEA",
    "ISSUEDBY",
    "DELIVREPAR",
    "BEHOERDE",
];
const ADDRESS: &[&str] = &[
    "ADDRESS",
    "ADRESSE",
    "ANSCHRIFT",
    "DOMICILIO",
    "INDIRIZZO",
    "ADRES",
    "ENDERECO",
    "RESIDENCE",
    "RESIDENZA",
    "WOHNORT",
    "WOONPLAATS",
    "DOMICILE",
    "BOSTAD",
    "OSOITE",
    "TRVALYPOBYT",
    "LAKCIM",
    "PREBIVALISTE",
];

/// Labels that are no field of ours; a value must not be taken from under them.
const OTHERS: &[&str] = &[
    "TYPE",
    "TYP",
    "TIPO",
    "CODE",
    "COUNTRYCODE",
    "CODEDUPAYS",
    "CODEOFISSUINGSTATE",
    "CODEPAYS",
    "ISSUINGSTATE",
    "HEIGHT",
    "TAILLE",
    "GROSSE",
    "GROESSE",
    "LENGTE",
    "EYECOLOUR",
    "COLOUROFEYES",
    "COULEURDESYEUX",
    "AUGENFARBE",
    "ESTATURA",
    "SIGNATURE",
    "UNTERSCHRIFT",
    "HOLDERSSIGNATURE",
    "SIGNATUREOFBEARER",
    "SIGNATUREDUTITULAIRE",
    "FIRMA",
    "HANDTEKENING",
    "PASSPORT",
    "PASSEPORT",
    "REISEPASS",
    "PASAPORTE",
    "PASSAPORTO",
    "PASPOORT",
    "IDENTITYCARD",
    "CARTEDIDENTITE",
    "PERSONALAUSWEIS",
    "RESIDENCEPERMIT",
    "TITREDESEJOUR",
    "AUFENTHALTSTITEL",
    "VISA",
    "SPECIMEN",
    "PROFESSION",
    "REMARKS",
    "OBSERVATIONS",
    "ANMERKUNGEN",
    "VALIDFOR",
    "NUMBEROFENTRIES",
    "DURATIONOFSTAY",
    "CATEGORY",
    "OFFICIALTRAVELDOCUMENT",
    "DOCUMENTOFFICIELDEVOYAGE",
    "TRAVELDOCUMENT",
];

const LEXICON: &[(Field, &[&str])] = &[
    (Field::GivenNames, GIVEN_NAMES),
    (Field::Surname, SURNAME),
    (Field::DocumentNumber, DOCUMENT_NUMBER),
    (Field::DateOfBirth, DATE_OF_BIRTH),
    (Field::DateOfIssue, DATE_OF_ISSUE),
    (Field::DateOfExpiry, DATE_OF_EXPIRY),
    (Field::PlaceOfBirth, PLACE_OF_BIRTH),
    (Field::Nationality, NATIONALITY),
    (Field::Sex, SEX),
    (Field::PersonalNumber, PERSONAL_NUMBER),
    (Field::Authority, AUTHORITY),
    (Field::Address, ADDRESS),
];

/// What a line says as a label.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The field; `None` for a label of something else.
    pub(super) field: Option<Field>,
    /// How sure that is, 0 to 1.
    pub(super) certainty: f32,
    /// What stands behind the label in the same line, as it was read; empty when nothing does.
    pub(super) rest: String,
}

/// Reads a line as a label, perhaps in several languages, perhaps with its value behind it. `None` when it
/// holds no label.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let mut best: Option<(usize, Option<Field>, f32)> = None;
    let mut rest = String::new();
    for part in parts(text) {
        match read_part(part) {
            Some(hit) => {
                let better = best.is_none_or(|(letters, _, _)| hit.letters > letters);
                if better {
                    best = Some((hit.letters, hit.field, hit.certainty));
                }
                if !hit.rest.is_empty() {
                    rest = hit.rest.to_owned();
                }
            }
            None if best.is_some() => {
                // What follows a label after a divider is its value, or the label in a language that we lack.
                if !rest.is_empty() {
                    rest.push('/');
                }
                rest.push_str(part);
            }
            None => {}
        }
    }
    let (_, field, certainty) = best?;
    Some(Label {
        field,
        certainty,
        rest: rest.trim().to_owned(),
    })
}

struct Hit<'a> {
    field: Option<Field>,
    letters: usize,
    certainty: f32,
    rest: &'a str,
}

fn read_part(part: &str) -> Option<Hit<'_>> {
    // Cards number their fields: `1. Surname`, `4b. Expiry`.
    let bare = part.trim_start_matches(|c: char| c.is_ascii_digit() || ".-) *".contains(c));
    let fold = folded(bare);
    if fold.len() < 3 {
        return None;
    }
    whole(&fold)
        .map(|(field, letters, certainty)| Hit {
            field,
            letters,
            certainty,
            rest: "",
        })
        .or_else(|| beginning(bare))
}

/// A part that is a label and nothing else.
fn whole(fold: &str) -> Option<(Option<Field>, usize, f32)> {
    let fields = LEXICON
        .iter()
        .map(|(field, labels)| (Some(*field), *labels));
    let mut best: Option<(Option<Field>, usize, f32)> = None;
    for (field, labels) in fields.chain([(None, OTHERS)]) {
        for label in labels {
            let certainty = if *label == fold {
                1.0
            } else if label.len() >= LONG && label.len().abs_diff(fold.len()) <= 3 {
                let alike = strsim::normalized_levenshtein(label, fold);
                if alike < ALIKE {
                    continue;
                }
                alike as f32
            } else {
                continue;
            };
            if best.is_none_or(|(_, _, most)| certainty > most) {
                best = Some((field, label.len(), certainty));
            }
        }
    }
    best
}

/// A part that begins with a label, its value or another language's label behind it.
fn beginning(part: &str) -> Option<Hit<'_>> {
    let fields = LEXICON
        .iter()
        .map(|(field, labels)| (Some(*field), *labels));
    let mut best: Option<Hit<'_>> = None;
    for (field, labels) in fields.chain([(None, OTHERS)]) {
        for label in labels.iter().filter(|label| label.len() >= 3) {
            let Some(end) = end_of(part, label) else {
                continue;
            };
            let rest = part[end..].trim_start_matches(|c: char| !c.is_alphanumeric());
            // A short label may be the beginning of any word: something has to divide it from what follows.
            let divided = part[end..].starts_with(|c: char| !c.is_alphanumeric())
                || (part[..end].ends_with(char::is_lowercase)
                    && rest.starts_with(|c: char| !c.is_lowercase()));
            if (label.len() < LONG && !divided)
                || best.as_ref().is_some_and(|hit| hit.letters >= label.len())
            {
                continue;
            }
            // The same label once more in another language, or another one beside it.
            let rest = read_part(rest).map_or(rest, |again| again.rest);
            best = Some(Hit {
                field,
                letters: label.len(),
                certainty: 0.9,
                rest,
            });
        }
    }
    best
}

/// Where in `part` the letters of `label` end, if it begins with them; other signs between them do not count.
fn end_of(part: &str, label: &str) -> Option<usize> {
    let mut wanted = label.chars().peekable();
    for (at, character) in part.char_indices() {
        for letter in folded(character.encode_utf8(&mut [0; 4])).chars() {
            if wanted.next() != Some(letter) {
                return None;
            }
        }
        if wanted.peek().is_none() {
            return Some(at + character.len_utf8());
        }
    }
    None
}
