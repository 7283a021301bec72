//! Labels as they are printed: in Cyrillic and Greek, and those of Latin script that `lexicon.rs` lacks. What stands for
//! a surname in one language and for a given name in another (`Име`, `Презиме`) goes by the more frequent use.

use bonafide_facts::Field;

/// Labels divided by `|`.
pub(super) const NATIVE: &[(Option<Field>, &str)] = &[
    (
        Some(Field::Surname),
        "Фамилия|Прізвище|Прозвішча|Презиме|Επώνυμο|Επώνυμον|Surname at birth|Nom de famille|Geburtsname|Familienname|\
         Priezvisko|Príjmení|Příjmení|Mbiemri|Kunjom|Nom d'usage|Cognome e nome|Apelido(s)",
    ),
    (
        Some(Field::GivenNames),
        "Имя|Имена|Ім'я|Імя|Име|Όνομα|Given name(s)|Prénom(s)|First name(s)|Vorname(n)|Isem|Eiginnöfn|Nome(s)|Ad(lar)ı",
    ),
    (
        Some(Field::DocumentNumber),
        "Номер паспорта|Паспорт №|Номер на документа|Документ №|Регистарски број|Број пасоша|Број на документ|\
         Αρ. Διαβατηρίου|Αριθμός διαβατηρίου|Αριθμός|Αρ. δελτίου|Číslo dokladu|Číslo pasu|Seria i numer|Nr dowodu|\
         Documentnummer|Broj dokumenta|Broj putovnice|Dokumenta Nr.|Paso Nr.|Pases Nr.|Okmány száma|Útlevél száma|\
         Seri No|Belge No|Nr. dokumentit|Numri i dokumentit|Passnúmer|Vegabréf nr.|Passin nro|Passnr.|Ausweis-Nr.|\
         Document number|Kaart nr|Licence number|Card no.|Številka|Št. dokumenta|Dokumendi nr",
    ),
    (
        Some(Field::DateOfBirth),
        "Дата рождения|Дата народження|Дата нараджэння|Дата на раждане|Датум рођења|Датум на раѓање|\
         Ημερομηνία γέννησης|Ημ. γέννησης|Ημ/νία γέννησης|Dátum narodenia|Datum rođenja|Syntymäaika|Doğum tarihi|Fæðingardagur|\
         Data tat-twelid|Datëlindja|Dáta breithe|Born on|Birth date|Né(e) le|Data nașterii",
    ),
    (
        Some(Field::DateOfIssue),
        "Дата выдачи|Дата видачі|Дата выдачы|Дата на издаване|Датум издавања|Датум на издавање|Ημερομηνία έκδοσης|\
         Ημ. έκδοσης|Dátum vydania|Datum vydání|Datum izdaje|Izdano|Väljaandmise kuupäev|Data emiterii|Veriliş tarihi|\
         Düzenleme tarihi|Útgáfudagur|Data tal-ħruġ|Data e lëshimit|Data wydania|Udstedt|Utfärdad den|Utstedt|Emissione|\
         Tag der Ausstellung|Date of issuance|Izsniegts|Išduota",
    ),
    (
        Some(Field::DateOfExpiry),
        "Дата окончания срока действия|Срок действия|Дійсний до|Дата закінчення строку дії|Дзейнічае да|Валидност|\
         Важи до|Рок важења|Ημερομηνία λήξης|Ισχύει έως|Λήξη|Dátum platnosti|Platnosť do|Konec platnosti|Velja do|\
         Valabilitate|Data expirării|Son geçerlilik tarihi|Geçerlilik tarihi|Gildir til|Data tal-iskadenza|\
         Data e skadencës|Data ważności|Date d'échéance|Date of validity|Vervaldatum|Giltigt t.o.m.|Sista giltighetsdag|\
         Viimeinen voimassaolopäivä|Voimassa asti|Utløper|Gültigkeit|Valable jusqu'au|Derīgs līdz|Érvényes|Lejárat",
    ),
    (
        Some(Field::PlaceOfBirth),
        "Место рождения|Місце народження|Месца нараджэння|Место на раждане|Място на раждане|Место рођења|\
         Место на раѓање|Τόπος γέννησης|Miesto narodenia|Místo narození|Kraj rojstva|Mjesto rođenja|Sünnikoht|\
         Locul nașterii|Doğum yeri|Fæðingarstaður|Post tat-twelid|Vendlindja|Plaats van geboorte|Lieu d'origine|Heimatort|\
         Syntymäpaikka|Födelseort|Fødested|Dzimšanas vieta|Gimimo vieta|Születési hely",
    ),
    (
        Some(Field::Nationality),
        "Гражданство|Громадянство|Грамадзянства|Држављанство|Државјанство|Ιθαγένεια|Υπηκοότητα|Ríkisfang|Ċittadinanza|\
         Shtetësia|Státní občanství|Štátne občianstvo|Cetățenia|Uyruğu|Državljanstvo|Pilietybė|Pilsonība|Náisiúntacht",
    ),
    (
        Some(Field::Sex),
        "Стать|Φύλο|Pohlavie|Pohlaví|Cinsiyeti|Gjinia|Kyn|Kön/Sex|Płeć|Sesso|Gnéas|Spol/Sex|Nem/Sex",
    ),
    (
        Some(Field::PersonalNumber),
        "ЕГН|ЈМБГ|ЕМБГ|Матичен број|Идентификационен номер|Персональний №|Персональний номер|Личный номер|Запис №|\
         Personal ID number|Rodné číslo|Rijksregisternr.|N° registre national|Kennitala|Isikukood|Asmens kodas|\
         Personas kods|Numer PESEL|T.C. Kimlik No|Fødselsnr.|Personnr.|Codice fiscale|NIF|Numéro national",
    ),
    (
        Some(Field::Authority),
        "Орган, що видав|Орган|Орган выдачи|Орган выдачы|Орган, выдавший документ|Кем выдан|Издаден от|Издаје|Издава|\
         Εκδούσα αρχή|Αρχή έκδοσης|Αρχή|Organ wydający|Úřad|Orgán|Vydal|Izdala|Izdao|Pristojni organ|Įstaiga|Izdevējiestāde|\
         Emisă de|Emitent|Veren makam|Útgefandi|Bevoegde autoriteit|Emesso da|Rilasciato da|Expedido por|Emitido por|\
         Utfärdande myndighet|Viranomainen/Myndighet|Ausgestellt durch|Issuing office|Awtorità|Autoriteti|Údarás",
    ),
    (
        Some(Field::Address),
        "Адрес|Адреса|Постоянен адрес|Место жительства|Пребивалиште|Διεύθυνση|Adres zameldowania|Trvalý pobyt|Bydliště|\
         Stalno prebivališče|Lakóhely|Domiciliu|Adresi|Residenza|Morada|Lögheimili|Elukoht|Adresas|Dzīvesvieta",
    ),
    (
        None,
        "Тип|Код государства выдачи|Подпись владельца|Підпис пред'явника|Подпис на притежателя|Потпис имаоца|Ръст|\
         Цвят на очите|Очи|Отчество|По батькові|Бащино име|Υπογραφή κατόχου|Υπογραφή|Ύψος|Τύπος|Κωδικός|Όνομα πατέρα|Όνομα μητέρας|\
         Διαβατήριο|Паспорт|Пасош|Лична карта|Личная подпись|Посвідчення водія|Výška|Podpis|Wzrost|Kolor oczu|Aláírás|Magasság|\
         Potpis nositelja|Potpis|Podpis imetnika|Augums|Ūgis|Kasvu|Pikkus|Allkiri|Parašas|Paraksts|Semnătura|İmza|\
         Anne adı|Baba adı|Undirskrift|Hæð|Pituus|Längd|Høyde|Height|Taille|Color of eyes|Eye color|Handtekening|\
         Signature du titulaire|Signature of holder|Holder's signature|Signature de l'autorité|Country code|Code du pays|\
         Date of first issue|Endorsements|Restrictions|Categories|Blood group|Married name|Father's name|Mother's name|\
         Driving licence|Identity card|Carte nationale d'identité|Personalausweis|Residence permit|Type of permit",
    ),
];
