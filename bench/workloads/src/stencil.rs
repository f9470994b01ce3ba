use crate::{Numbers, memory::with_memory};

const SIDE: usize = 256;
/// Of 64 KiB, for two grids.
const WASM_PAGES: u32 = 8;

/// Each point becomes the mean of itself, weighted four times, and its neighbours, `count` times over.
pub fn sweep(count: u32) -> u32 {
    with_memory(WASM_PAGES, |memory| {
        let mut numbers = Numbers(1);
        memory.iter_mut().for_each(|point| *point = numbers.next() >> 8);
        let (mut from, mut to) = memory.split_at_mut(SIDE * SIDE);
        for _ in 0..count {
            for row in 1..SIDE - 1 {
                for at in row * SIDE + 1..(row + 1) * SIDE - 1 {
                    let neighbours = from[at - SIDE] + from[at + SIDE] + from[at - 1] + from[at + 1];
                    to[at] = (4 * from[at] + neighbours) >> 3;
                }
            }
            core::mem::swap(&mut from, &mut to);
        }
        from.iter().fold(0, |sum, point| sum ^ point)
    })
}
