//! Which check each access of a function gets.

use super::{
    PAGE_SIZE,
    access::Access,
    addresses::{Address, Base, Event, follow},
};
use std::collections::HashMap;
use wasmparser::Operator;

/// The check before an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Of an address that only the stack has.
    Stack { window: Option<u32> },
    /// Of an address that can be told again.
    Known { address: Address, window: Option<u32> },
    /// As [`Check::Known`], but needed only if the group's flag says so.
    Member { address: Address, flag: u32, first: Option<First> },
}

/// Of the first member of a group: what sets the flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    pub span: Span,
    pub writes: bool,
    pub window: Option<u32>,
}

/// The bytes that a group's accesses touch, relative to its base; at most a page long, so that they lie in the pages of the first and the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub base: Base,
    pub first: i32,
    pub last: i32,
}

#[derive(Debug, Default)]
pub struct Plan {
    /// By the index of the access's operator, ascending.
    pub checks: Vec<(usize, Access, Check)>,
    /// How many flags are needed at a time.
    pub flags: u32,
    /// How many accesses or groups have a window.
    pub windows: u32,
}

/// How many flags at a time, and windows, a function may have.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub flags: u32,
    pub windows: u32,
}

impl Room {
    /// More groups than these at a time would cost more registers than look-ups. Windows that do not fit into registers still cost less.
    pub const MOST: Self = Self { flags: 16, windows: 32 };

    /// For a function whose calls may end in itself: what it keeps over them makes its frame larger, and the limit of recursion
    /// does not know of it. As much as its own locals may take, it reckons with.
    pub fn beside(locals: u32) -> Self {
        Self { flags: (locals / 2).min(Self::MOST.flags), windows: locals.div_ceil(2).min(Self::MOST.windows) }
    }
}

/// Accesses at constant distances from the same value of a local are a group: the first, behind which all others lie, looks up the pages of the
/// lowest and the highest byte and keeps what they forbid as the group's flag. Pages only become more accessible while a program runs, so a
/// flag that is clear says that no later access of the group needs a check of its own. Each page is still charged at the
/// access that first touches it, and no access is charged that does not happen.
///
/// A check within a loop has a window, if there is room: the page that it has found accessible last. Loops mostly go through memory step by
/// step, so the next access is likely to lie in the same page, and two subtractions tell.
pub fn plan(operators: &[Operator<'_>], room: Room) -> Plan {
    let events = follow(operators);
    let groups = find_groups(&events);
    let mut member_of = HashMap::new();
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.members.len() > 1) {
        member_of.extend(group.members.iter().map(|&event| (event, index)));
    }

    let mut plan = Plan::default();
    let mut depth = 1;
    let mut flags = Flags { room: room.flags as usize, ..Flags::default() };
    // Per open block.
    let mut loops: Vec<bool> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        match *event {
            Event::Open { is_loop } => {
                depth += 1;
                loops.push(is_loop);
            }
            Event::Close => {
                depth -= 1;
                loops.pop();
            }
            Event::Access { at, access, address } => {
                let mut window = || {
                    let has_one = loops.contains(&true) && plan.windows < room.windows;
                    has_one.then(|| {
                        plan.windows += 1;
                        plan.windows - 1
                    })
                };
                let group = member_of.get(&index).map(|&group| (group, &groups[group]));
                let flag = group.and_then(|(id, group)| flags.of(id, group, index));
                let check = match (address, group, flag) {
                    (Some(address), Some((_, group)), Some(flag)) => {
                        let is_first = group.members[0] == index;
                        let first =
                            is_first.then(|| First { span: group.span, writes: group.writes, window: window() });
                        Check::Member { address, flag, first }
                    }
                    (Some(address), ..) => Check::Known { address, window: window() },
                    (None, ..) => Check::Stack { window: window() },
                };
                plan.checks.push((at, access, check));
            }
        }
        flags.release(index, depth);
    }
    plan.flags = flags.most;
    plan
}

struct Group {
    span: Span,
    writes: bool,
    /// How many blocks are open where its first member is, the function's among them; it ends with the innermost.
    depth: usize,
    /// Indices of events.
    members: Vec<usize>,
}

fn find_groups(events: &[Event]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut open: HashMap<Base, usize> = HashMap::new();
    // Bases of the groups that began in each open block.
    let mut blocks: Vec<Vec<Base>> = vec![Vec::new()];
    for (index, event) in events.iter().enumerate() {
        match *event {
            Event::Open { .. } => blocks.push(Vec::new()),
            Event::Close => {
                for base in blocks.pop().unwrap_or_default() {
                    open.remove(&base);
                }
            }
            Event::Access { access, address: Some(address), .. } => {
                let Some(span) = span_of(access, address) else { continue };
                let group = open.get(&address.base).map(|&group| &mut groups[group]);
                if let Some(group) = group
                    && let Some(both) = union(group.span, span)
                {
                    group.span = both;
                    group.writes |= !access.is_load();
                    group.members.push(index);
                    continue;
                }
                open.insert(address.base, groups.len());
                groups.push(Group { span, writes: !access.is_load(), depth: blocks.len(), members: vec![index] });
                if let Some(block) = blocks.last_mut() {
                    block.push(address.base);
                }
            }
            Event::Access { .. } => {}
        }
    }
    groups
}

/// None when the distance from the base is beyond 31 bits.
fn span_of(access: Access, address: Address) -> Option<Span> {
    let first = i32::try_from(i64::from(address.add) + i64::from(access.offset)).ok()?;
    Some(Span { base: address.base, first, last: first.checked_add(access.size as i32 - 1)? })
}

fn union(a: Span, b: Span) -> Option<Span> {
    let span = Span { base: a.base, first: a.first.min(b.first), last: a.last.max(b.last) };
    (i64::from(span.last) - i64::from(span.first) < i64::from(PAGE_SIZE)).then_some(span)
}

/// Locals for flags, used again by the next group when a group has ended.
#[derive(Default)]
struct Flags {
    room: usize,
    free: Vec<u32>,
    most: u32,
    live: Vec<Live>,
}

struct Live {
    group: usize,
    flag: u32,
    depth: usize,
    /// The last member's event.
    end: usize,
}

impl Flags {
    /// None when too many are in use where the group begins.
    fn of(&mut self, id: usize, group: &Group, event: usize) -> Option<u32> {
        if group.members[0] != event {
            return self.live.iter().find(|live| live.group == id).map(|live| live.flag);
        }
        if self.live.len() == self.room {
            return None;
        }
        let flag = self.free.pop().unwrap_or_else(|| {
            self.most += 1;
            self.most - 1
        });
        let end = group.members.last().copied().unwrap_or(event);
        self.live.push(Live { group: id, flag, depth: group.depth, end });
        Some(flag)
    }

    /// A loop within which a group is used may come back to it as long as the loop is not left.
    fn release(&mut self, event: usize, depth: usize) {
        let free = &mut self.free;
        self.live.retain(|live| {
            let ended = live.end <= event && depth <= live.depth;
            if ended {
                free.push(live.flag);
            }
            !ended
        });
    }
}
