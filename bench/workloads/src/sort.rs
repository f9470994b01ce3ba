use crate::{
    Numbers,
    memory::{NUMBERS_PER_WASM_PAGE, with_memory},
};

/// Heap sort of `count` numbers: a load or store in every other instruction, all over the table.
pub fn sort(count: u32) -> u32 {
    with_memory(count.div_ceil(NUMBERS_PER_WASM_PAGE as u32), |memory| {
        let table = &mut memory[..count as usize];
        let mut numbers = Numbers(7);
        table.iter_mut().for_each(|number| *number = numbers.next());
        for root in (0..table.len() / 2).rev() {
            sift(table, root);
        }
        for end in (1..table.len()).rev() {
            table.swap(0, end);
            sift(&mut table[..end], 0);
        }
        table.get(table.len() / 2).copied().unwrap_or_default()
    })
}

fn sift(table: &mut [u32], mut root: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= table.len() {
            return;
        }
        if child + 1 < table.len() && table[child + 1] > table[child] {
            child += 1;
        }
        if table[root] >= table[child] {
            return;
        }
        table.swap(root, child);
        root = child;
    }
}
