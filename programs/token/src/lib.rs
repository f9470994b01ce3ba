//! A fungible token after the pattern of ERC-20: balances, transfers, and allowances for others to spend.

#![no_std]

use core::cell::RefCell;
use sails_rs::{collections::HashMap, prelude::*};

pub struct TokenProgram {
    state: RefCell<State>,
}

struct State {
    /// The only account that may mint: whoever created the program.
    owner: ActorId,
    total_supply: u128,
    balances: HashMap<ActorId, u128>,
    /// (owner, spender) → what the spender may still take.
    allowances: HashMap<(ActorId, ActorId), u128>,
}

#[program]
impl TokenProgram {
    /// Constructor `Create`: the whole first supply goes to the sender.
    pub fn create(initial_supply: u128) -> Self {
        let owner = Syscall::message_source();
        Self {
            state: RefCell::new(State {
                owner,
                total_supply: initial_supply,
                balances: [(owner, initial_supply)].into(),
                allowances: HashMap::new(),
            }),
        }
    }

    pub fn token(&self) -> Token<'_> {
        Token { state: &self.state }
    }
}

/// `#[indexed]` fields become topics of the event on Ethereum, by which it can be searched for.
#[event]
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenEvent {
    Transfer {
        #[indexed]
        from: ActorId,
        #[indexed]
        to: ActorId,
        amount: u128,
    },
    Approval {
        #[indexed]
        owner: ActorId,
        #[indexed]
        spender: ActorId,
        amount: u128,
    },
}

/// What can go wrong. A command that returns one of these changes nothing.
#[sails_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    NotOwner,
    InsufficientBalance,
    InsufficientAllowance,
    SupplyOverflow,
}

pub struct Token<'a> {
    state: &'a RefCell<State>,
}

#[service(events = TokenEvent)]
impl Token<'_> {
    /// Makes new tokens. Only the owner may.
    #[export(unwrap_result)]
    pub fn mint(&mut self, to: ActorId, amount: u128) -> Result<(), TokenError> {
        {
            let mut state = self.state.borrow_mut();
            if Syscall::message_source() != state.owner {
                return Err(TokenError::NotOwner);
            }
            let supply = state.total_supply.checked_add(amount);
            state.total_supply = supply.ok_or(TokenError::SupplyOverflow)?;
            // Cannot overflow: no balance is greater than the supply.
            *state.balances.entry(to).or_default() += amount;
        }
        self.emit(TokenEvent::Transfer { from: ActorId::zero(), to, amount });
        Ok(())
    }

    /// Moves the sender's own tokens.
    #[export(unwrap_result)]
    pub fn transfer(&mut self, to: ActorId, amount: u128) -> Result<(), TokenError> {
        let from = Syscall::message_source();
        self.state.borrow_mut().move_tokens(from, to, amount)?;
        self.emit(TokenEvent::Transfer { from, to, amount });
        Ok(())
    }

    /// Lets `spender` take up to `amount` of the sender's tokens; replaces what was allowed before.
    #[export]
    pub fn approve(&mut self, spender: ActorId, amount: u128) {
        let owner = Syscall::message_source();
        self.state.borrow_mut().allowances.insert((owner, spender), amount);
        self.emit(TokenEvent::Approval { owner, spender, amount });
    }

    /// Moves tokens of another account, out of what it allowed the sender.
    #[export(unwrap_result)]
    pub fn transfer_from(&mut self, from: ActorId, to: ActorId, amount: u128) -> Result<(), TokenError> {
        let spender = Syscall::message_source();
        {
            let mut state = self.state.borrow_mut();
            let left = state.allowance(from, spender).checked_sub(amount);
            let left = left.ok_or(TokenError::InsufficientAllowance)?;
            state.move_tokens(from, to, amount)?;
            state.allowances.insert((from, spender), left);
        }
        self.emit(TokenEvent::Transfer { from, to, amount });
        Ok(())
    }

    #[export]
    pub fn balance_of(&self, account: ActorId) -> u128 {
        self.state.borrow().balance(account)
    }

    #[export]
    pub fn allowance(&self, owner: ActorId, spender: ActorId) -> u128 {
        self.state.borrow().allowance(owner, spender)
    }

    #[export]
    pub fn total_supply(&self) -> u128 {
        self.state.borrow().total_supply
    }

    /// Methods without `#[export]` are the service's own affair.
    fn emit(&mut self, event: TokenEvent) {
        self.emit_event(event).expect("event did not fit");
    }
}

impl State {
    fn balance(&self, account: ActorId) -> u128 {
        self.balances.get(&account).copied().unwrap_or_default()
    }

    fn allowance(&self, owner: ActorId, spender: ActorId) -> u128 {
        self.allowances.get(&(owner, spender)).copied().unwrap_or_default()
    }

    fn move_tokens(&mut self, from: ActorId, to: ActorId, amount: u128) -> Result<(), TokenError> {
        let left = self.balance(from).checked_sub(amount);
        // Take before giving, so that a transfer to oneself comes out right.
        self.balances.insert(from, left.ok_or(TokenError::InsufficientBalance)?);
        *self.balances.entry(to).or_default() += amount;
        Ok(())
    }
}
