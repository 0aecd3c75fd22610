//! Answers in few large pieces of memory, the oldest first.

use std::collections::VecDeque;

use crate::ledger::EntryId;

/// The bytes of a piece. A larger answer has one of its own.
const PIECE: usize = 256 * 1024;
/// The bytes before each answer: its entry's id, its time, its length.
const HEAD: usize = 32 + 4 + 4;

/// Where an answer lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The number of its piece since the first.
    piece: u32,
    /// Where its head begins.
    start: u32,
}

/// A queue of answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pieces: VecDeque<Vec<u8>>,
    /// The number of the first piece, which wraps around.
    first: u32,
    /// Where the oldest answer begins in it.
    start: usize,
    /// A piece that is empty, for the next.
    spare: Option<Vec<u8>>,
    bytes: usize,
}

impl Answers {
    /// Returns the bytes of the answers, without their heads.
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn push(&mut self, id: EntryId, time: u32, answer: &[u8]) -> Place {
        let size = HEAD + answer.len();
        let has_room = |piece: &Vec<u8>| piece.len() + size <= piece.capacity();
        if !self.pieces.back().is_some_and(has_room) {
            let fresh = self.spare.take().filter(has_room);
            self.pieces
                .push_back(fresh.unwrap_or_else(|| Vec::with_capacity(size.max(PIECE))));
        }
        let number = self.first.wrapping_add(self.pieces.len() as u32).wrapping_sub(1);
        let piece = self.pieces.back_mut().expect("there is a piece with room");
        let start = piece.len() as u32;
        piece.extend_from_slice(&id.0);
        piece.extend_from_slice(&time.to_le_bytes());
        piece.extend_from_slice(&(answer.len() as u32).to_le_bytes());
        piece.extend_from_slice(answer);
        self.bytes += answer.len();
        Place { piece: number, start }
    }

    /// The answer at a place that [`push`](Self::push) gave and [`pop`](Self::pop) has not taken.
    pub(super) fn get(&self, place: Place) -> &[u8] {
        let piece = &self.pieces[place.piece.wrapping_sub(self.first) as usize];
        let start = place.start as usize;
        &piece[start + HEAD..][..length(piece, start)]
    }

    /// The time of the oldest.
    pub(super) fn oldest(&self) -> Option<u32> {
        let piece = self.pieces.front()?;
        Some(number(piece, self.start + 32))
    }

    /// Takes the oldest away, and says whose it was.
    pub(super) fn pop(&mut self) -> Option<EntryId> {
        let piece = self.pieces.front_mut()?;
        let mut id = EntryId([0; 32]);
        id.0.copy_from_slice(&piece[self.start..][..32]);
        let length = length(piece, self.start);
        self.bytes -= length;
        self.start += HEAD + length;
        if self.start == piece.len() {
            self.start = 0;
            self.first = self.first.wrapping_add(1);
            let mut empty = self.pieces.pop_front()?;
            empty.clear();
            self.spare = (empty.capacity() == PIECE).then_some(empty);
        }
        Some(id)
    }
}

fn length(piece: &[u8], start: usize) -> usize {
    number(piece, start + 32 + 4) as usize
}

fn number(piece: &[u8], at: usize) -> u32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&piece[at..at + 4]);
    u32::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> EntryId {
        let mut id = [0; 32];
        id[..4].copy_from_slice(&number.to_le_bytes());
        EntryId(id)
    }

    /// Makes an answer of some kilobytes at most, and now and then one that is larger than a piece.
    fn answer(number: u32) -> Vec<u8> {
        let length = if number.is_multiple_of(97) {
            PIECE + 1
        } else {
            number as usize * 37 % 5_000
        };
        vec![number as u8; length]
    }

    #[test]
    fn answers_are_found_until_they_are_taken_and_taken_in_order() {
        let mut answers = Answers {
            // So that the number of pieces wraps around on the way.
            first: u32::MAX - 3,
            ..Answers::default()
        };
        let mut places = VecDeque::new();
        let mut oldest = 0;
        for number in 0..3_000 {
            places.push_back(answers.push(id(number), number, &answer(number)));
            while number - oldest >= 700 {
                assert_eq!(answers.oldest(), Some(oldest));
                assert_eq!(answers.pop(), Some(id(oldest)));
                places.pop_front();
                oldest += 1;
            }
            if number.is_multiple_of(50) {
                for (place, number) in places.iter().zip(oldest..) {
                    assert_eq!(answers.get(*place), answer(number));
                }
            }
        }
        let kept: usize = (oldest..3_000).map(|number| answer(number).len()).sum();
        assert_eq!(answers.bytes(), kept);
        while answers.pop().is_some() {}
        assert_eq!((answers.bytes(), answers.oldest(), answers.pieces.len()), (0, None, 0));
    }

    #[test]
    fn an_answer_without_bytes_is_one_too() {
        let mut answers = Answers::default();
        let place = answers.push(id(1), 7, b"");
        assert_eq!((answers.get(place), answers.oldest()), (&b""[..], Some(7)));
        assert_eq!((answers.pop(), answers.pop()), (Some(id(1)), None));
    }
}
