use super::DocumentType;

/// Whether the documents of a type show the portrait a second time, small (a ghost image).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondPortrait {
    /// Each does: where it cannot be seen, or shows someone else, something is wrong.
    Always,
    /// That is not known here.
    NotKnown,
}

/// The types of which it is known, by id: so far those of Utopia, printed by the document press. A type is added here
/// once pictures of it show that the engine finds its second portrait.
const ALWAYS: [i32; 3] = [9001, 9002, 9003];

impl DocumentType {
    /// Whether its documents show the portrait a second time.
    #[must_use]
    pub fn second_portrait(&self) -> SecondPortrait {
        if ALWAYS.contains(&self.id) {
            SecondPortrait::Always
        } else {
            SecondPortrait::NotKnown
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALWAYS, SecondPortrait};
    use crate::catalogue;

    #[test]
    fn every_type_that_is_known_to_repeat_the_portrait_is_in_the_catalogue() {
        let known = catalogue::all().filter(|t| t.second_portrait() == SecondPortrait::Always);
        assert_eq!(known.count(), ALWAYS.len());
    }
}
