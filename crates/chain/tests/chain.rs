//! The chain alone: known bytes, and what of a log is found to be wrong.

use bonafide_chain::{
    Anchor, Entry, Fault, Hash, Head, ORIGIN, SealKey, SignedHead, StoredEntry, Verifier, Wrong,
    hash, head_statement,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

#[derive(Debug, Clone)]
struct Row {
    sequence: i64,
    at: i64,
    act: String,
    dossier: Option<String>,
    previous: Hash,
    hash: Hash,
    seal: Hash,
}

impl Row {
    fn entry(&self) -> Entry<'_> {
        Entry {
            owner: "sandbox-acme",
            sequence: self.sequence,
            at: self.at,
            actor: "client",
            act: &self.act,
            dossier: self.dossier.as_deref(),
            process: None,
        }
    }
}

fn key() -> SealKey {
    SealKey::new(&[9; 32])
}

fn log(acts: &[(i64, String, Option<String>)]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (at, act, dossier) in acts {
        let mut row = Row {
            sequence: rows.len() as i64 + 1,
            at: *at,
            act: act.clone(),
            dossier: dossier.clone(),
            previous: rows.last().map_or(ORIGIN, |row| row.hash),
            hash: ORIGIN,
            seal: ORIGIN,
        };
        row.hash = hash(&row.entry(), &row.previous);
        row.seal = key().seal(&row.hash);
        rows.push(row);
    }
    rows
}

fn verified(
    rows: &[Row],
    key: Option<SealKey>,
    anchors: &[Anchor],
    last: i64,
) -> Result<(), Fault> {
    let mut verifier = Verifier::new(key, anchors.iter().copied());
    for row in rows {
        verifier.push(&StoredEntry {
            entry: row.entry(),
            previous: Some(&row.previous),
            hash: Some(&row.hash),
            seal: Some(&row.seal),
        })?;
    }
    let head = rows.last().map(|row| row.hash);
    verifier.finish(head.as_ref().map(|hash| Head {
        sequence: last,
        hash: Some(hash),
    }))
}

fn ten() -> Vec<Row> {
    let acts: Vec<_> = (0..10)
        .map(|at| (at, "dossier.created".to_owned(), None))
        .collect();
    log(&acts)
}

#[test]
fn the_hash_of_an_entry_is_that_of_the_bytes_that_the_documentation_gives() {
    let text = |text: &str| [&(text.len() as u64).to_be_bytes()[..], text.as_bytes()].concat();
    let bytes = [
        text("bonafide-audit-entry-v1"),
        text("live-bank"),
        7_i64.to_be_bytes().to_vec(),
        1_772_366_400_000_000_i64.to_be_bytes().to_vec(),
        text("client"),
        text("image.read"),
        vec![1],
        text("0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10"),
        vec![0],
        vec![3; 32],
    ]
    .concat();
    let entry = Entry {
        owner: "live-bank",
        sequence: 7,
        at: 1_772_366_400_000_000,
        actor: "client",
        act: "image.read",
        dossier: Some("0c9b0f4e-52c1-4a43-9f61-3a6a2a8c7e10"),
        process: None,
    };
    let expected: Hash = Sha256::digest(&bytes).into();
    assert_eq!(hash(&entry, &[3; 32]), expected);

    let bytes = [
        text("bonafide-audit-head-v1"),
        text("live-bank"),
        7_i64.to_be_bytes().to_vec(),
        vec![4; 32],
        8_i64.to_be_bytes().to_vec(),
    ]
    .concat();
    let head = SignedHead {
        owner: "live-bank",
        sequence: 7,
        hash: &[4; 32],
        at: 8,
    };
    let expected: Hash = Sha256::digest(&bytes).into();
    assert_eq!(head_statement(&head), expected);
}

#[test]
fn a_key_is_not_printed() {
    assert_eq!(format!("{:?}", key()), "SealKey([redacted])");
}

#[test]
fn an_end_that_was_cut_off_is_found_by_an_anchor_and_by_the_row_of_the_head() {
    let mut rows = ten();
    let anchor = Anchor {
        sequence: 10,
        hash: rows[9].hash,
    };
    rows.truncate(6);
    let cut = Err(Fault {
        sequence: 7,
        wrong: Wrong::CutOff { length: 10 },
    });
    assert_eq!(verified(&rows, Some(key()), &[anchor], 6), cut);
    // What nobody kept a head of, and whose row was changed too, nothing shows.
    assert_eq!(verified(&rows, Some(key()), &[], 6), Ok(()));
}

#[test]
fn without_the_key_a_log_that_was_written_anew_shows_at_the_next_anchor() {
    let mut rows = ten();
    let anchors: Vec<Anchor> = [3, 8]
        .map(|sequence| Anchor {
            sequence,
            hash: rows[sequence as usize - 1].hash,
        })
        .into();
    for at in 4..10 {
        rows[at].at += 1;
        rows[at].previous = rows[at - 1].hash;
        rows[at].hash = hash(&rows[at].entry(), &rows[at].previous);
    }
    let fault = |sequence, wrong| Err(Fault { sequence, wrong });
    let rewritten = Wrong::Rewritten {
        since: 4,
        signed_at: 8,
    };
    assert_eq!(verified(&rows, None, &anchors, 10), fault(8, rewritten));
    // A head that was signed anew for what was written anew does not stand in for the one that a witness kept.
    let anew = Anchor {
        sequence: 8,
        hash: rows[7].hash,
    };
    for heads in [
        [anchors[0], anchors[1], anew],
        [anchors[0], anew, anchors[1]],
    ] {
        assert_eq!(verified(&rows, None, &heads, 10), fault(8, rewritten));
    }
    // With the key it is the entry itself.
    let not_sealed = fault(5, Wrong::NotSealed);
    assert_eq!(verified(&rows, Some(key()), &anchors, 10), not_sealed);
}

fn entries() -> impl Strategy<Value = Vec<(i64, String, Option<String>)>> {
    prop::collection::vec((any::<i64>(), ".{0,12}", prop::option::of(".{0,8}")), 2..20)
}

proptest! {
    #[test]
    fn a_log_that_nobody_changed_is_good(acts in entries()) {
        let rows = log(&acts);
        prop_assert_eq!(verified(&rows, Some(key()), &[], rows.len() as i64), Ok(()));
    }

    #[test]
    fn a_change_of_any_field_is_named(acts in entries(), at in any::<prop::sample::Index>(), field in 0..6) {
        let mut rows = log(&acts);
        let at = at.index(rows.len());
        let row = &mut rows[at];
        match field {
            0 => row.at = row.at.wrapping_add(1),
            1 => row.act.push('x'),
            2 => row.dossier = row.dossier.take().map_or_else(|| Some(String::new()), |_| None),
            3 => row.previous[5] ^= 1,
            4 => row.hash[31] ^= 0x80,
            _ => row.seal[0] ^= 1,
        }
        let fault = verified(&rows, Some(key()), &[], rows.len() as i64).unwrap_err();
        prop_assert_eq!(fault.sequence, at as i64 + 1);
    }

    /// Moving bytes from one field to the next makes another entry.
    #[test]
    fn fields_do_not_run_into_each_other(left in ".{0,6}", right in ".{0,6}", cut in 0..7_usize) {
        let whole = format!("{left}{right}");
        let Some((first, second)) = whole.split_at_checked(cut.min(whole.len())) else { return Ok(()) };
        prop_assume!(first != left);
        let entry = |actor, act| Entry { owner: "", sequence: 1, at: 1, actor, act, dossier: None, process: None };
        prop_assert_ne!(hash(&entry(&left, &right), &ORIGIN), hash(&entry(first, second), &ORIGIN));
    }
}
