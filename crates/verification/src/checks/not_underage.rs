use crate::case::Case;
use crate::check::{Check, Finding};
use jiff::civil::Date;

/// Completed years of life; a person born on 29 February completes a year on 1 March of a common year.
fn completed_years(born: Date, today: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!had_birthday)
}

/// Where the zone leaves a part of the date unknown (ICAO 9303-3, section 4.8), every day that it can mean must
/// say the same.
pub(super) fn make(case: &Case) -> Finding {
    let check = Check::NotUnderage;
    let (today, limit) = (case.rules.today, case.rules.minimum_age);
    let Some(told) = case.dated() else {
        return Finding::not_made(
            check,
            "No machine-readable zone was read, so the date of birth is not known.",
        );
    };
    let Some((earliest, latest)) = told
        .born
        .and_then(|date| Some((date.earliest()?, date.latest()?)))
    else {
        return Finding::not_made(check, format!("The {} has no date of birth.", told.source))
            .at(told.side, told.area);
    };
    let (youngest, oldest) = (
        completed_years(latest, today),
        completed_years(earliest, today),
    );
    let finding = if youngest >= limit {
        Finding::passed(check, format!("The holder has completed {limit} years."))
    } else if oldest < limit {
        Finding::failed(
            check,
            format!("The holder has not completed {limit} years."),
        )
    } else {
        Finding::not_made(
            check,
            "The date of birth is not whole, and may lie on either side of the limit.",
        )
    };
    finding
        .measured(f64::from(youngest), f64::from(limit))
        .at(told.side, told.area)
}

#[cfg(test)]
mod tests {
    use super::completed_years;
    use jiff::civil::date;

    #[test]
    fn a_year_is_completed_on_the_birthday_and_not_the_day_before() {
        let born = date(2000, 3, 15);
        assert_eq!(completed_years(born, date(2018, 3, 14)), 17);
        assert_eq!(completed_years(born, date(2018, 3, 15)), 18);
    }

    #[test]
    fn a_person_born_on_a_leap_day_completes_a_year_on_the_first_of_march() {
        let born = date(2004, 2, 29);
        assert_eq!(completed_years(born, date(2022, 2, 28)), 17);
        assert_eq!(completed_years(born, date(2022, 3, 1)), 18);
    }
}
