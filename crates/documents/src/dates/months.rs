use crate::names::plain_letters;

/// A month's names in capitals without diacritics, and the short forms that are printed on documents. Languages: English,
/// French, German, Dutch, Spanish, Portuguese, Italian, Romanian, Catalan, Swedish, Danish, Norwegian, Icelandic,
/// Finnish, Estonian, Latvian, Lithuanian, Polish, Czech, Slovak, Slovene, Croatian, Serbian, Hungarian, Albanian,
/// Turkish, Greek, Bulgarian, Ukrainian, Russian, Irish, Maltese, Welsh. Cyrillic and Greek stand as
/// [`plain_letters`] writes them. Roman numerals are months of their own.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["I", "JAN", "JANUARY", "JANVIER", "JANV", "JANUAR", "JANNER", "JANUARI", "ENERO", "ENE", "JANEIRO", "GENNAIO", "GEN",
      "IANUARIE", "IAN", "GENER", "TAMMIKUU", "TAMMI", "JAANUAR", "JAAN", "JANVARIS", "SAUSIS", "SAUSIO", "STYCZEN",
      "STYCZNIA", "STY", "LEDEN", "LEDNA", "LED", "SIJECANJ", "SIJECNJA", "SIJ", "JANUARA", "JANAR", "OCAK", "OCA",
      "IANOUARIOS", "IANOYARIOS", "IANOYARIOY", "YANUARI", "IANUARI", "SICHEN", "SICHNIA", "SICH", "IANVAR", "IANVARIA",
      "EANAIR", "EAN", "JANNAR", "IONAWR", "ION"],
    &["II", "FEB", "FEBRUARY", "FEVRIER", "FEVR", "FEV", "FEBRUAR", "FEBRUARI", "FEBRERO", "FEVEREIRO", "FEBBRAIO",
      "FEBRUARIE", "FEBRER", "HELMIKUU", "HELMI", "VEEBRUAR", "VEEBR", "VEB", "FEBRUARIS", "VASARIS", "VASARIO", "VAS",
      "LUTY", "LUTEGO", "LUT", "UNOR", "UNORA", "UNO", "VELJACA", "VELJACE", "VELJ", "VEL", "SHKURT", "SHK", "SUBAT", "SUB",
      "FEVROUARIOS", "FEVROYARIOS", "FEVROYARIOY", "FEVRUARI", "LIUTYI", "LIUTOHO", "LIUTOGO", "LIUT", "FEVRAL", "FEVRALIA",
      "FEABHRA", "FEABH", "FRAR", "CHWEFROR", "CHWE"],
    &["III", "MAR", "MARCH", "MARS", "MARZ", "MRZ", "MAERZ", "MAART", "MRT", "MARZO", "MARCO", "MARTIE", "MARC", "MAALISKUU",
      "MAALIS", "MARTS", "KOVAS", "KOVO", "KOV", "MARZEC", "MARCA", "BREZEN", "BREZNA", "BRE", "MAREC", "OZUJAK", "OZUJKA",
      "OZU", "MARCIUS", "MARCI", "MART", "MARTA", "MARTIOS", "MARTIOY", "BEREZEN", "BEREZNIA", "BER", "MARTI", "MARTHA", "MARZU",
      "MAWRTH", "MAW"],
    &["IV", "APR", "APRIL", "AVRIL", "AVR", "ABRIL", "ABR", "APRILE", "APRILIE", "HUHTIKUU", "HUHTI", "APRILL", "APRILIS",
      "BALANDIS", "BALANDZIO", "BAL", "KWIECIEN", "KWIETNIA", "KWI", "DUBEN", "DUBNA", "DUB", "TRAVANJ", "TRAVNJA",
      "APRILA", "PRILL", "PRI", "NISAN", "NIS", "APRILIOS", "APRILIOY", "KVITEN", "KVITNIA", "KVIT", "APREL", "APRELIA",
      "AIBREAN", "AIB", "EBRILL", "EBR"],
    &["V", "MAY", "MAI", "MEI", "MAYO", "MAIO", "MAGGIO", "MAG", "MAIG", "MAJ", "TOUKOKUU", "TOUKO", "MAIJS", "GEGUZE", "GEGUZES",
      "GEG", "MAJA", "KVETEN", "KVETNA", "KVE", "SVIBANJ", "SVIBNJA", "SVI", "MAJUS", "MAYIS", "MAIOS", "MAIOY", "TRAVEN",
      "TRAVNIA", "TRAV", "MAIA", "BEALTAINE", "BEAL", "MEJJU", "MEJ", "MAEI"],
    &["VI", "JUN", "JUNE", "JUIN", "JUNI", "JUNIO", "JUNHO", "GIUGNO", "GIU", "IUNIE", "IUN", "JUNY", "KESAKUU", "KESA", "JUUNI",
      "JUUN", "JUNIJS", "BIRZELIS", "BIRZELIO", "BIR", "CZERWIEC", "CZERWCA", "CZE", "CERVEN", "CERVNA", "JUNIJ", "LIPANJ",
      "LIPNJA", "JUNIUS", "JUNA", "QERSHOR", "QER", "HAZIRAN", "HAZ", "IOUNIOS", "IOYNIOS", "IOYNIOY", "IUNI", "CHERVEN",
      "CHERVNIA", "CHERV", "IIUN", "IIUNIA", "IUNIA", "MEITHEAMH", "MEITH", "GUNJU", "GUN", "MEHEFIN", "MEH"],
    &["VII", "JUL", "JULY", "JUILLET", "JUIL", "JULI", "JULIO", "JULHO", "LUGLIO", "LUG", "IULIE", "IUL", "JULIOL", "HEINAKUU",
      "HEINA", "JUULI", "JUUL", "JULIJS", "LIEPA", "LIEPOS", "LIE", "LIPIEC", "LIPCA", "CERVENEC", "CERVENCE", "JULIJ", "SRPANJ",
      "SRPNJA", "JULIUS", "JULA", "KORRIK", "KOR", "TEMMUZ", "TEM", "IOULIOS", "IOYLIOS", "IOYLIOY", "IULI", "LYPEN", "LYPNIA",
      "LYP", "IIUL", "IIULIA", "IULIA", "LUIL", "LULJU", "LUL", "GORFFENNAF", "GORFF"],
    &["VIII", "AUG", "AUGUST", "AOUT", "AOU", "AUGUSTUS", "AGOSTO", "AGO", "AUGUSTI", "AGOST", "ELOKUU", "ELO", "AUGUSTS",
      "RUGPJUTIS", "RUGPJUCIO", "RGP", "SIERPIEN", "SIERPNIA", "SIE", "SRPEN", "SRPNA", "AVGUST", "AVG", "KOLOVOZ", "KOLOVOZA",
      "KOL", "AUGUSZTUS", "AUGUSZT", "AVGUSTA", "GUSHT", "GUS", "AGUSTOS", "AGU", "AUGOUSTOS", "AVGOUSTOS", "AYGOYSTOS",
      "AYGOYSTOY", "AYG", "SERPEN", "SERPNIA", "SERP", "LUNASA", "LUN", "AWWISSU", "AWW", "AWST"],
    &["IX", "SEP", "SEPT", "SEPTEMBER", "SEPTEMBRE", "SEPTIEMBRE", "SETEMBRO", "SET", "SETTEMBRE", "SETT", "SEPTEMBRIE", "SETEMBRE",
      "SYYSKUU", "SYYS", "SEPTEMBRIS", "RUGSEJIS", "RUGSEJO", "RGS", "WRZESIEN", "WRZESNIA", "WRZ", "ZARI", "ZAR", "RUJAN",
      "RUJNA", "RUJ", "SZEPTEMBER", "SZEPT", "SZE", "SEPTEMBAR", "SHTATOR", "SHT", "EYLUL", "EYL", "SEPTEMVRIOS",
      "SEPTEMVRIOY", "SEPTEMVRI", "VERESEN", "VERESNIA", "VER", "SENTIABR", "SENTIABRIA", "SEN", "MEAN FOMHAIR", "MFOMH",
      "SETTEMBRU", "MEDI"],
    &["X", "OCT", "OCTOBER", "OCTOBRE", "OKT", "OKTOBER", "OCTUBRE", "OUTUBRO", "OUT", "OTTOBRE", "OTT", "OCTOMBRIE", "LOKAKUU",
      "LOKA", "OKTOOBER", "OKTOBRIS", "SPALIS", "SPALIO", "SPA", "PAZDZIERNIK", "PAZDZIERNIKA", "PAZ", "RIJEN", "RIJNA", "RIJ",
      "LISTOPAD", "LISTOPADA", "OKTOBAR", "TETOR", "TET", "EKIM", "EKI", "OKTOVRIOS", "OKTOVRIOY", "OKTOMVRI", "ZHOVTEN",
      "ZHOVTNIA", "ZHOVT", "OKTIABR", "OKTIABRIA", "DEIREADH", "DFOMH", "OTTUBRU", "HYDREF", "HYD"],
    &["XI", "NOV", "NOVEMBER", "NOVEMBRE", "NOVIEMBRE", "NOVEMBRO", "NOIEMBRIE", "NOI", "MARRASKUU", "MARRAS", "NOVEMBRIS",
      "LAPKRITIS", "LAPKRICIO", "LAP", "LISTOPAD", "LISTOPADA", "STUDENI", "STUDENOGA", "STU", "NOVEMBAR", "NENTOR", "NEN",
      "KASIM", "KAS", "NOEMVRIOS", "NOEMVRIOY", "NOE", "NOEMVRI", "LYSTOPAD", "LYSTOPADA", "LYST", "NOIABR", "NOIABRIA",
      "SAMHAIN", "SAMH", "NOVEMBRU", "TACHWEDD", "TACH"],
    &["XII", "DEC", "DECEMBER", "DECEMBRE", "DEZ", "DEZEMBER", "DES", "DESEMBER", "DICIEMBRE", "DIC", "DEZEMBRO", "DICEMBRE",
      "DECEMBRIE", "DESEMBRE", "JOULUKUU", "JOULU", "DETSEMBER", "DETS", "DECEMBRIS", "GRUODIS", "GRUODZIO", "GRUOD", "GRD",
      "GRUDZIEN", "GRUDNIA", "GRU", "PROSINEC", "PROSINCE", "PRO", "PROSINAC", "PROSINCA", "DECEMBAR", "DHJETOR", "DHJ",
      "ARALIK", "ARA", "DEKEMVRIOS", "DEKEMVRIOY", "DEK", "DEKEMVRI", "HRUDEN", "HRUDNIA", "HRUD", "DEKABR", "DEKABRIA",
      "NOLLAIG", "NOLL", "DICEMBRU", "RHAGFYR", "RHAG"],
];

/// The months that a word may name, as a set of bits (bit 0 is January); no bit for a word that names none.
///
/// A listed form counts before the beginning of one: `MAR` is March, though Finnish November begins so. Some words
/// name two months, in two languages: `LISTOPAD` is November in Polish and October in Croatian.
pub(super) fn months_named(word: &str) -> u16 {
    let word = plain_letters(word);
    if word.len() > 16 {
        return 0;
    }
    match named_by(|name| name == word) {
        0 if word.len() >= 3 => named_by(|name| name.starts_with(&word)),
        months => months,
    }
}

fn named_by(is_name: impl Fn(&str) -> bool) -> u16 {
    let named = MONTHS
        .iter()
        .zip(0_u16..)
        .filter(|(names, _)| names.iter().any(|name| is_name(name)));
    named.fold(0, |months, (_, index)| months | 1 << index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(word: &str) -> Vec<u32> {
        (0..12)
            .filter(|index| months_named(word) & (1 << index) != 0)
            .map(|index| index + 1)
            .collect()
    }

    #[test]
    fn months_are_known_in_the_languages_of_europe() {
        for (word, month) in [
            ("August", 8),
            ("AOÛT", 8),
            ("märz", 3),
            ("MRT", 3),
            ("ENE", 1),
            ("toukokuu", 5),
            ("Mai", 5),
            ("MEI", 5),
            ("ΑΥΓ", 8),
            ("АВГ", 8),
            ("ЖОВТЕНЬ", 10),
            ("ŞUBAT", 2),
            ("KWIECIEŃ", 4),
            ("VIII", 8),
            ("MEITH", 6),
            ("MAR", 3),
            ("DÉC", 12),
        ] {
            assert_eq!(months(word), [month], "{word}");
        }
    }

    #[test]
    fn a_word_of_two_languages_names_both_months() {
        assert_eq!(months("LISTOPAD"), [10, 11]);
        assert_eq!(months("LIP"), [6, 7]);
    }

    #[test]
    fn other_words_name_none() {
        for word in ["", "OF", "PLACE", "MA", "NEDERLAND", "XIII"] {
            assert!(months(word).is_empty(), "{word}");
        }
    }
}
