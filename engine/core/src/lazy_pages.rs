//! Lazy pages without memory faults.
//!
//! The node protects a program's memory and is told by the processor of each first touch of a page; it then
//! charges gas and loads the page's data. Here the program itself asks before each access (`page_check`)
//! and ends up in [`page_fault`]; syscalls announce their accesses as they do natively. What is charged, when
//! and in which order follows `gear-lazy-pages` 2.0.0, `process_lazy_pages`, to the unit:
//!
//! - Pages below the stack end are never charged, loaded or stored.
//! - The first access charges for reading or writing, and for loading where the page has data in storage; after
//!   that only the first write to a page that was only read charges again.
//! - When the gas does not suffice, the counter becomes 0, all pages open up without their data, and execution
//!   goes on to its next gas check; the status makes the outcome "out of gas".
//! - An access of the program charges page by page, as faults would come; a syscall charges its set of pages,
//!   all reads before all writes, and fails as a whole when the set ends outside the memory.
//!
//! Of a state as large as a network allows, a run mostly needs little. So the data of a page may be missing in the
//! content store when it is touched. The run is then of no worth, for it goes on with zeros in place of the data, but
//! only to find out what else it touches: it gets [`Patience`], and when it is over, the host is told which pages to
//! fetch ([`take_lacking`]) and runs it again. A run is a function of its input and the content store alone, so nothing
//! has to be undone.

use crate::{
    blobs::HostBlobs,
    gas_watch::{self, PageCharge, Toucher},
    unhashed::{self, RunBlobs},
};
use core::cell::RefCell;
use ethexe_common::HashOf;
use ethexe_runtime_common::state::{MemoryPages, Program, QueryableStorage, RegionIdx, Storage};
use gear_core::{
    costs::LazyPagesCosts,
    ids::ActorId,
    memory::{HostPointer, Memory, MemoryInterval},
    pages::{GearPage, WasmPage, WasmPagesAmount},
    program::MemoryInfix,
};
use gear_exe_driver::{Blobs as _, PageTable};
use gear_lazy_pages_common::{GlobalsAccessConfig, LazyPagesInterface, ProcessAccessError, Status};
use gear_sandbox::pages;
use gprimitives::H256;
use std::collections::{BTreeMap, BTreeSet};

const GEAR_PAGES_IN_WASM_PAGE: u32 = WasmPage::SIZE / GearPage::SIZE;

/// As the program's check sees it: 0 lets all through, 1 stops writes; the host sets untouched pages to 3, which
/// stops reads too.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum PageState {
    Written = 0,
    Read = 1,
}

/// One execution of a program.
struct Execution {
    instance: u32,
    costs: LazyPagesCosts,
    /// First page that is not of the stack.
    stack_end: u32,
    /// Number of pages of the memory.
    end: u32,
    read: BTreeSet<u32>,
    written: BTreeSet<u32>,
    status: Status,
}

/// The pages of the program that is running, as of its last state in this run.
#[derive(Default)]
struct StoredPages {
    state_hash: H256,
    registry: Option<MemoryPages>,
    regions: BTreeMap<RegionIdx, PageTable>,
}

/// How much a run that lacks pages may cost.
#[derive(Clone, Copy, Default)]
pub struct Patience {
    /// Gas that an execution may burn from the first missing page on.
    pub gas: u64,
    /// For each missing page, how many of those after it are taken to be needed, too.
    pub ahead: u32,
}

/// What was touched and is not in the content store.
#[derive(Default)]
struct Lacking {
    patience: Patience,
    pages: BTreeSet<H256>,
    /// The execution under way has got its patience.
    is_limited: bool,
}

#[derive(Default)]
struct Context {
    execution: Option<Execution>,
    stored: StoredPages,
    lacking: Lacking,
}

thread_local! {
    static CONTEXT: RefCell<Context> = RefCell::default();
}

/// From now on pages are looked up in this state of the program.
pub fn set_state_hash(state_hash: H256) {
    CONTEXT.with_borrow_mut(|context| context.stored = StoredPages { state_hash, ..Default::default() });
}

/// A run begins.
pub fn begin_run(patience: Patience) {
    CONTEXT.with_borrow_mut(|context| context.lacking = Lacking { patience, ..Default::default() });
}

/// The data of pages that the run touched in vain. If there are any, all that it did is void.
pub fn take_lacking() -> BTreeSet<H256> {
    CONTEXT.with_borrow_mut(|context| core::mem::take(&mut context.lacking.pages))
}

/// Before an access of the program that its page states forbid. `access`: size in bytes × 2, + 1 for a write.
#[unsafe(no_mangle)]
pub extern "C" fn page_fault(address: u32, offset: u32, access: u32) {
    let (size, is_write) = (u64::from(access >> 1), access & 1 == 1);
    let start = u64::from(address) + u64::from(offset);
    let [first, last] = [start, start + size - 1].map(|byte| (byte / u64::from(GearPage::SIZE)) as u32);
    CONTEXT.with_borrow_mut(|Context { execution, stored, lacking }| {
        let execution = execution.as_mut().expect("a program is running");
        let costs = execution.costs.clone();
        let costs = AccessCosts {
            toucher: Toucher::Program,
            read: costs.signal_read.cost_for_one(),
            write: costs.signal_write.cost_for_one(),
            write_after_read: costs.signal_write_after_read.cost_for_one(),
            load: costs.load_page_storage_data.cost_for_one(),
        };
        let mut gas = execution.gas();
        // An access beyond the memory traps by itself, having faulted on the pages before its end.
        for page in first..=last {
            if page < execution.end && execution.status.is_normal() {
                execution.touch((stored, lacking), page, is_write, &costs, &mut gas);
            }
        }
        execution.set_gas(gas);
    });
}

/// What an access costs, by who makes it; gas.
struct AccessCosts {
    toucher: Toucher,
    read: u64,
    write: u64,
    write_after_read: u64,
    load: u64,
}

impl AccessCosts {
    fn of(&self, charge: PageCharge) -> u64 {
        match charge {
            PageCharge::Read => self.read,
            PageCharge::Write => self.write,
            PageCharge::WriteAfterRead => self.write_after_read,
            PageCharge::Load => self.load,
        }
    }
}

impl Execution {
    fn gas(&self) -> u64 {
        pages::gas(self.instance)
    }

    fn set_gas(&self, gas: u64) {
        pages::set_gas(self.instance, gas);
    }

    /// Makes one page fit for the access and charges for it.
    fn touch(
        &mut self,
        (stored, lacking): (&mut StoredPages, &mut Lacking),
        page: u32,
        is_write: bool,
        costs: &AccessCosts,
        gas: &mut u64,
    ) {
        if page < self.stack_end {
            // Told to the host alone, which clears what was touched before the next run.
            return pages::set(page, PageState::Written as u8);
        }
        if self.written.contains(&page) {
            return;
        }
        if self.read.contains(&page) {
            if is_write && self.charge(gas, costs, PageCharge::WriteAfterRead) {
                self.mark_written(page);
            }
            return;
        }
        if !self.charge(gas, costs, if is_write { PageCharge::Write } else { PageCharge::Read }) {
            return;
        }
        if let Some(hash) = stored.hash_of(page) {
            if !self.charge(gas, costs, PageCharge::Load) {
                return;
            }
            let is_put = unhashed::with_bytes(hash, |data| pages::put(self.instance, page, data));
            let load = |hash: H256| pages::load(self.instance, page, &hash.0, || RunBlobs.read(hash));
            if !is_put.map_or_else(load, |()| true) {
                lacking.add(stored, page, hash, gas);
            }
        }
        if is_write {
            self.mark_written(page);
        } else {
            self.read.insert(page);
            pages::set(page, PageState::Read as u8);
        }
    }

    fn mark_written(&mut self, page: u32) {
        self.written.insert(page);
        pages::set(page, PageState::Written as u8);
    }

    /// Whether the gas sufficed. If not, execution goes on with open pages to its next gas check.
    fn charge(&mut self, gas: &mut u64, costs: &AccessCosts, charge: PageCharge) -> bool {
        let cost = costs.of(charge);
        gas_watch::page(costs.toucher, charge, cost.min(*gas));
        match gas.checked_sub(cost) {
            Some(left) => *gas = left,
            None => {
                *gas = 0;
                self.status = Status::GasLimitExceeded;
                pages::open_all();
            }
        }
        self.status.is_normal()
    }
}

impl Lacking {
    fn add(&mut self, stored: &StoredPages, page: u32, hash: H256, gas: &mut u64) {
        self.pages.insert(hash);
        if !self.is_limited {
            self.is_limited = true;
            *gas = self.patience.gas.min(*gas);
        }
        let after = stored.after(page).filter(|&hash| !RunBlobs.contains(hash));
        self.pages.extend(after.take(self.patience.ahead as usize));
    }
}

impl StoredPages {
    /// The data of the pages after this one in its region, which has been looked up.
    fn after(&self, page: u32) -> impl Iterator<Item = H256> {
        let region = self.regions.get(&region_of(page));
        region.into_iter().flat_map(move |region| region.after(page))
    }

    fn hash_of(&mut self, page: u32) -> Option<H256> {
        let region = region_of(page);
        let registry = self.registry.get_or_insert_with(|| {
            let state = unhashed::storage().program_state(self.state_hash).expect("the state of the running program");
            let Program::Active(program) = state.program else { unreachable!("only active programs run") };
            unhashed::storage().query(&program.pages_hash).expect("the pages of the running program")
        });
        let region_hash = registry[region].to_inner()?.inner();
        let region_hash =
            match unhashed::with_region(region_hash, |pages| pages.as_inner().get(&gear_page(page)).copied()) {
                Ok(found) => return found.map(HashOf::inner),
                Err(hash) => hash,
            };
        let region = self
            .regions
            .entry(region)
            .or_insert_with(|| PageTable::read(HostBlobs.read(region_hash).expect("a region of the running program")));
        region.get(page)
    }
}

fn region_of(page: u32) -> RegionIdx {
    MemoryPages::page_region(gear_page(page))
}

fn gear_page(page: u32) -> GearPage {
    GearPage::try_from(page).expect("a page of a 32-bit memory")
}

/// [`LazyPagesInterface`] for the runtime.
#[derive(Debug)]
pub struct SoftwareLazyPages;

impl LazyPagesInterface for SoftwareLazyPages {
    fn try_to_enable_lazy_pages(_: [u8; 32]) -> bool {
        true
    }

    fn init_for_program<C>(
        context: &mut C,
        memory: &mut impl Memory<C>,
        _: ActorId,
        _: MemoryInfix,
        stack_end: Option<WasmPage>,
        globals: GlobalsAccessConfig,
        costs: LazyPagesCosts,
    ) {
        let execution = Execution {
            instance: globals.access_ptr as u32,
            costs,
            stack_end: u32::from(stack_end.unwrap_or_default()) * GEAR_PAGES_IN_WASM_PAGE,
            end: u32::from(memory.size(context)) * GEAR_PAGES_IN_WASM_PAGE,
            read: BTreeSet::new(),
            written: BTreeSet::new(),
            status: Status::Normal,
        };
        pages::begin(execution.instance, execution.end);
        CONTEXT.with_borrow_mut(|context| {
            context.execution = Some(execution);
            context.lacking.is_limited = false;
        });
    }

    /// The engine itself is never stopped by a page's state.
    fn remove_lazy_pages_prot<C>(_: &mut C, _: &mut impl Memory<C>) {}

    fn update_lazy_pages_and_protect_again<C>(
        context: &mut C,
        memory: &mut impl Memory<C>,
        _: Option<HostPointer>,
        _: WasmPagesAmount,
        _: HostPointer,
    ) {
        let end = u32::from(memory.size(context)) * GEAR_PAGES_IN_WASM_PAGE;
        CONTEXT.with_borrow_mut(|context| {
            let execution = context.execution.as_mut().expect("a program is running");
            let grown = (end - execution.end) / GEAR_PAGES_IN_WASM_PAGE;
            gas_watch::grown(grown.try_into().expect("less than the memory has"));
            pages::extend(execution.end, end);
            execution.end = end;
        });
    }

    fn get_write_accessed_pages() -> Vec<GearPage> {
        CONTEXT.with_borrow(|context| {
            let execution = context.execution.as_ref().expect("a program was running");
            let pages = execution.written.iter();
            pages.map(|&page| GearPage::try_from(page).expect("a page of a 32-bit memory")).collect()
        })
    }

    fn get_status() -> Status {
        CONTEXT.with_borrow(|context| context.execution.as_ref().expect("a program was running").status)
    }

    fn pre_process_memory_accesses(
        reads: &[MemoryInterval],
        writes: &[MemoryInterval],
        gas: &mut u64,
    ) -> Result<(), ProcessAccessError> {
        CONTEXT.with_borrow_mut(|Context { execution, stored, lacking }| {
            let execution = execution.as_mut().expect("a program is running");
            let costs = execution.costs.clone();
            let costs = AccessCosts {
                toucher: Toucher::Syscall,
                read: costs.host_func_read.cost_for_one(),
                write: costs.host_func_write.cost_for_one(),
                write_after_read: costs.host_func_write_after_read.cost_for_one(),
                load: costs.load_page_storage_data.cost_for_one(),
            };
            for (intervals, is_write) in [(reads, false), (writes, true)] {
                if intervals.is_empty() {
                    continue;
                }
                let pages = pages_of(intervals)?;
                // The check for bounds comes first, even when the gas is gone already.
                if pages.last().is_some_and(|&last| last >= execution.end) {
                    return Err(ProcessAccessError::OutOfBounds);
                }
                for page in pages {
                    if !execution.status.is_normal() {
                        return Err(ProcessAccessError::GasLimitExceeded);
                    }
                    execution.touch((stored, lacking), page, is_write, &costs, gas);
                }
                if !execution.status.is_normal() {
                    return Err(ProcessAccessError::GasLimitExceeded);
                }
            }
            Ok(())
        })
    }
}

/// Pages of all intervals; one of no bytes counts as one byte.
fn pages_of(intervals: &[MemoryInterval]) -> Result<BTreeSet<u32>, ProcessAccessError> {
    let mut pages = BTreeSet::new();
    for interval in intervals {
        let last_byte = interval.offset.checked_add(interval.size.saturating_sub(1));
        let last = last_byte.ok_or(ProcessAccessError::OutOfBounds)? / GearPage::SIZE;
        pages.extend(interval.offset / GearPage::SIZE..=last);
    }
    Ok(pages)
}
