/// A letter group: what it becomes, the standard's own choice first, and the capitals that become it.
type Group = (&'static [&'static str], &'static str);

/// Latin letters with diacritics (9303-3, section 6, table A), with the Vietnamese and further letters of Unicode's
/// Latin blocks by their base letter. Where the table allows a choice (Ä as AE or A), both are here.
const LATIN: [Group; 39] = [
    (&["A"], "ÀÁÂÃĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ"),
    (&["AE", "A"], "Ä"),
    (&["AA", "A"], "Å"),
    (&["AE"], "Æ"),
    (&["C"], "ÇĆĈĊČ"),
    (&["D"], "ĎĐÐ"),
    (&["E"], "ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"),
    (&["E", "AE"], "Ə"),
    (&["G"], "ĜĞĠĢǦ"),
    (&["H"], "ĤĦ"),
    (&["I"], "ÌÍÎÏĨĪĬĮİǏỈỊ"),
    (&["IJ"], "Ĳ"),
    (&["J"], "Ĵ"),
    (&["K"], "ĶǨ"),
    (&["K", "Q"], "ĸ"),
    (&["L"], "ĹĻĽĿŁ"),
    (&["N"], "ŃŅŇ"),
    (&["N", "NXX"], "Ñ"),
    (&["N", "NG"], "Ŋ"),
    (&["O"], "ÒÓÔÕŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ"),
    (&["OE", "O"], "Ö"),
    (&["OE", "O"], "Ø"),
    (&["OE"], "Œ"),
    (&["R"], "ŔŖŘ"),
    (&["S"], "ŚŜŞŠȘ"),
    (&["SS"], "ẞ"),
    (&["T"], "ŢŤŦȚ"),
    (&["TH"], "Þ"),
    (&["U"], "ÙÚÛŨŪŬŮŰŲƯǓỤỦỨỪỬỮỰ"),
    (&["UE", "U", "UXX"], "Ü"),
    (&["W"], "ŴẀẂẄ"),
    (&["Y"], "ÝŶỲỴỶỸ"),
    (&["Y", "YE"], "Ÿ"),
    (&["Z"], "ŹŻŽ"),
    (&["DZ"], "Ǆǅ"),
    (&["LJ"], "Ǉǈ"),
    (&["NJ"], "Ǌǋ"),
    (&["FI"], "ﬁ"),
    (&["FL"], "ﬂ"),
];

/// Cyrillic (9303-3, section 6, table B): the common column first, then what the table's notes have for Belarusian,
/// Bulgarian, Macedonian, Serbian and Ukrainian, and the usages of older documents.
const CYRILLIC: [Group; 48] = [
    (&["A"], "А"),
    (&["B"], "Б"),
    (&["V"], "В"),
    (&["G", "H"], "Г"),
    (&["D"], "Д"),
    (&["E", "IE", "YE"], "Е"),
    (&["E", "IO", "YO"], "Ё"),
    (&["ZH", "Z"], "Ж"),
    (&["Z"], "З"),
    (&["I", "Y"], "И"),
    (&["I"], "І"),
    (&["I", "Y"], "Й"),
    (&["K"], "К"),
    (&["L"], "Л"),
    (&["M"], "М"),
    (&["N"], "Н"),
    (&["O"], "О"),
    (&["P"], "П"),
    (&["R"], "Р"),
    (&["S"], "С"),
    (&["T"], "Т"),
    (&["U"], "У"),
    (&["F"], "Ф"),
    (&["KH", "H"], "Х"),
    (&["TS", "C"], "Ц"),
    (&["CH", "C"], "Ч"),
    (&["SH", "S"], "Ш"),
    (&["SHCH", "SHT"], "Щ"),
    (&["IE", "", "A"], "Ъ"),
    (&["Y"], "Ы"),
    (&["E"], "Э"),
    (&["IU", "YU"], "Ю"),
    (&["IA", "YA"], "Я"),
    (&["U"], "Ў"),
    (&["U"], "Ѫ"),
    (&["IE", "YE"], "Є"),
    (&["I", "YI"], "Ї"),
    (&["G"], "Ґ"),
    (&["DZ"], "Ѕ"),
    (&["J"], "Ј"),
    (&["G", "GJ"], "Ѓ"),
    (&["K", "KJ"], "Ќ"),
    (&["LJ"], "Љ"),
    (&["NJ"], "Њ"),
    (&["D", "DJ"], "Ђ"),
    (&["C"], "Ћ"),
    (&["DZ", "DJ"], "Џ"),
    (&["E", "IA"], "Ѣ"),
];

/// Greek by ISO 843 (ELOT 743), which the passports of Greece and Cyprus follow; pairs of letters (OU, AF, MP) come
/// out of single letters' second choices.
const GREEK: [Group; 24] = [
    (&["A"], "ΑΆ"),
    (&["V", "B"], "Β"),
    (&["G", "N"], "Γ"),
    (&["D"], "Δ"),
    (&["E"], "ΕΈ"),
    (&["Z"], "Ζ"),
    (&["I"], "ΗΉ"),
    (&["TH"], "Θ"),
    (&["I"], "ΙΊΪ"),
    (&["K"], "Κ"),
    (&["L"], "Λ"),
    (&["M", "B", ""], "Μ"),
    (&["N"], "Ν"),
    (&["X"], "Ξ"),
    (&["O"], "ΟΌ"),
    (&["P", "B", ""], "Π"),
    (&["R"], "Ρ"),
    (&["S"], "Σ"),
    (&["T"], "Τ"),
    (&["Y", "V", "F", "U", "I"], "ΥΎΫ"),
    (&["F"], "Φ"),
    (&["CH", "H"], "Χ"),
    (&["PS"], "Ψ"),
    (&["O"], "ΩΏ"),
];

const ASCII: [&[&str]; 26] = [
    &["A"],
    &["B"],
    &["C"],
    &["D"],
    &["E"],
    &["F"],
    &["G"],
    &["H"],
    &["I"],
    &["J"],
    &["K"],
    &["L"],
    &["M"],
    &["N"],
    &["O"],
    &["P"],
    &["Q"],
    &["R"],
    &["S"],
    &["T"],
    &["U"],
    &["V"],
    &["W"],
    &["X"],
    &["Y"],
    &["Z"],
];

/// How a letter is written with A-Z (9303-3, section 6): every way that the standard's tables, or the national usage
/// they note, allow; the first is the standard's own. Small letters count as their capitals. Empty for what is not
/// a letter of these tables.
#[must_use]
pub fn transliterations(letter: char) -> &'static [&'static str] {
    let capital = match letter {
        'ß' => 'ẞ',
        'ŉ' => 'Ň',
        'ı' => 'İ',
        'ς' => 'Σ',
        'ΐ' => 'Ϊ',
        'ΰ' => 'Ϋ',
        _ => letter.to_uppercase().next().unwrap_or(letter),
    };
    if capital.is_ascii_uppercase() {
        return u8::try_from(capital)
            .ok()
            .and_then(|c| ASCII.get(usize::from(c - b'A')))
            .copied()
            .unwrap_or(&[]);
    }
    [LATIN.as_slice(), &CYRILLIC, &GREEK]
        .into_iter()
        .flatten()
        .find(|(_, capitals)| capitals.contains(capital))
        .map_or(&[], |(written, _)| written)
}

/// Text as a reader without diacritics reads it: capitals, letters with marks by their base letter (`Ü` as `U`, not
/// `UE`), Cyrillic and Greek by their first transliteration (the soft sign vanishes); everything else as it is.
#[must_use]
pub fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match transliterations(character) {
            [] if matches!(character, 'Ь' | 'ь' | '\u{300}'..='\u{36f}') => {}
            [] => plain.push(character),
            written => plain.push_str(base(character, written)),
        }
    }
    plain
}

/// The written form nearest to the letter's shape.
fn base(letter: char, written: &'static [&'static str]) -> &'static str {
    let first = written.first().copied().unwrap_or_default();
    if matches!(
        letter,
        'Ä' | 'ä' | 'Å' | 'å' | 'Ö' | 'ö' | 'Ø' | 'ø' | 'Ü' | 'ü'
    ) {
        return written.get(1).copied().unwrap_or(first);
    }
    first
}
