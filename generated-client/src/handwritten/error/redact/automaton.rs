//! The automaton of all parts of a text (a suffix automaton): grows in time with the text, and tells how much of what it is led
//! through stands somewhere in the text.

/// States are the sets of places at which the same parts end; state 0 is the empty part, which ends everywhere.
pub(super) struct Automaton {
    states: Vec<State>,
    /// The state of the whole text up to each symbol.
    prefixes: Vec<u32>,
}

#[derive(Clone, Default)]
struct State {
    /// The length of the longest part.
    length: usize,
    /// The state of the longest end of the parts that ends at more places too.
    link: u32,
    next: Vec<(u16, u32)>,
    /// The longest part that is marked.
    marked: usize,
    /// The least length that the ends of the marked part are marked with too.
    least: Option<usize>,
}

impl State {
    fn next(&self, symbol: u16) -> Option<u32> {
        self.next.iter().find(|(other, _)| *other == symbol).map(|(_, state)| *state)
    }

    fn set(&mut self, symbol: u16, state: u32) {
        match self.next.iter_mut().find(|(other, _)| *other == symbol) {
            Some(arrow) => arrow.1 = state,
            None => self.next.push((symbol, state)),
        }
    }
}

impl Automaton {
    pub(super) fn new() -> Self {
        Self { states: vec![State::default()], prefixes: Vec::new() }
    }

    /// The text goes on with this symbol.
    pub(super) fn push(&mut self, symbol: u16) {
        let last = self.prefixes.last().copied().unwrap_or_default();
        let new = self.add(State { length: self.at(last).length + 1, ..State::default() });
        let mut state = Some(last);
        while let Some(at) = state.filter(|at| self.at(*at).next(symbol).is_none()) {
            self.states[at as usize].set(symbol, new);
            state = (at != 0).then(|| self.at(at).link);
        }
        let link = state.map_or(0, |at| self.split(at, symbol));
        self.states[new as usize].link = link;
        self.prefixes.push(new);
    }

    /// The state that ends the parts of `from` with one symbol more, made apart from longer ones.
    fn split(&mut self, from: u32, symbol: u16) -> u32 {
        let to = self.at(from).next(symbol).unwrap_or_default();
        let length = self.at(from).length + 1;
        if self.at(to).length == length {
            return to;
        }
        let apart = self.add(State { length, ..self.at(to).clone() });
        self.states[to as usize].link = apart;
        let mut state = Some(from);
        while let Some(at) = state.filter(|at| self.at(*at).next(symbol) == Some(to)) {
            self.states[at as usize].set(symbol, apart);
            state = (at != 0).then(|| self.at(at).link);
        }
        apart
    }

    fn add(&mut self, state: State) -> u32 {
        self.states.push(state);
        u32::try_from(self.states.len() - 1).unwrap_or(u32::MAX)
    }

    fn at(&self, state: u32) -> &State {
        &self.states[state as usize]
    }

    /// Leads something through, from its beginning.
    pub(super) fn walk(&mut self) -> Walk<'_> {
        Walk { automaton: self, state: 0, length: 0 }
    }

    /// All states but the empty part, by the lengths of their longest parts.
    fn by_length(&self) -> Vec<usize> {
        // Where the states of each length begin, then where the next one of it goes.
        let mut places = vec![0; self.prefixes.len() + 2];
        for state in &self.states[1..] {
            places[state.length + 1] += 1;
        }
        for length in 1..places.len() {
            places[length] += places[length - 1];
        }
        let mut order = vec![0; self.states.len() - 1];
        for (at, state) in self.states.iter().enumerate().skip(1) {
            order[places[state.length]] = at;
            places[state.length] += 1;
        }
        order
    }

    /// The longest marked part that ends at each place of the text: the place and the length.
    pub(super) fn for_each_marked(mut self, mut each: impl FnMut(usize, usize)) {
        let order = self.by_length();
        // The ends of a marked part are marked at the other places too where they stand without the rest of it.
        for state in order.iter().rev() {
            let (link, least) = (self.states[*state].link, self.states[*state].least);
            let end = &mut self.states[link as usize];
            if let Some(least) = least.filter(|least| end.length >= *least) {
                end.marked = end.length;
                end.least = Some(end.least.map_or(least, |other| other.min(least)));
            }
        }
        // What ends where a longer part does is marked there too.
        for state in order {
            let of_end = self.at(self.states[state].link).marked;
            let marked = &mut self.states[state].marked;
            *marked = (*marked).max(of_end);
        }
        for (place, state) in self.prefixes.iter().enumerate() {
            let length = self.at(*state).marked;
            if length > 0 {
                each(place, length);
            }
        }
    }
}

/// How much of what was led through so far stands in the text.
pub(super) struct Walk<'a> {
    automaton: &'a mut Automaton,
    state: u32,
    length: usize,
}

impl Walk<'_> {
    /// One symbol more: the length of the longest end that stands in the text.
    pub(super) fn step(&mut self, symbol: u16) -> usize {
        loop {
            let state = self.automaton.at(self.state);
            if let Some(next) = state.next(symbol) {
                self.state = next;
                self.length += 1;
                return self.length;
            }
            if self.state == 0 {
                self.length = 0;
                return 0;
            }
            self.state = state.link;
            self.length = self.automaton.at(self.state).length;
        }
    }

    /// Marks that end wherever it stands, and what of it is at least so long wherever that stands.
    pub(super) fn mark(&mut self, least: usize) {
        let state = &mut self.automaton.states[self.state as usize];
        state.marked = state.marked.max(self.length);
        state.least = Some(state.least.map_or(least, |other| other.min(least)));
    }
}
