//! One table of a configuration file, read key by key: types are checked, unknown keys found, and every value comes
//! with the place where it stands. What the values mean is not known here.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::document::Source;
use super::environment::{Environment, variable};
use super::keys;
use super::problem::{Findings, Place};
use super::values;

/// A table. One that the file does not have reads as an empty one, so that variables are seen over it.
#[derive(Clone, Debug)]
pub(super) struct Section<'a> {
    source: &'a Source,
    table: Option<&'a DeTable<'a>>,
    offset: usize,
    /// As shown to a person: `watchlist[0].watch[1]`.
    path: String,
    /// The variables over the table's values.
    environment: Option<&'a Environment>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Found<'a, T> {
    pub(super) value: T,
    pub(super) key: String,
    spot: Spot<'a>,
}

/// Where something stands, as cheap to keep as two words; a [`Place`] is made when there is something to say.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spot<'a> {
    File(&'a Source, usize),
    Environment,
}

impl Spot<'_> {
    pub(super) fn place(&self) -> Place {
        match self {
            Spot::File(source, offset) => source.place(*offset),
            Spot::Environment => Environment::place(),
        }
    }
}

impl<'a, T> Found<'a, T> {
    /// A value that a variable holds.
    pub(super) fn in_variable(name: String, value: T) -> Found<'a, T> {
        Found { value, key: name, spot: Spot::Environment }
    }

    pub(super) fn place(&self) -> Place {
        self.spot.place()
    }

    /// Whether it comes from a file, not from the environment.
    pub(super) fn file(&self) -> Option<&'a Source> {
        match self.spot {
            Spot::File(source, _) => Some(source),
            Spot::Environment => None,
        }
    }

    /// The place of the n-th character, counted from 1, where the value is a string.
    pub(super) fn place_of_char(&self, n: usize) -> Place {
        match self.spot {
            Spot::File(source, offset) => {
                source.place(source.offset_of_char(offset, n.saturating_sub(1)).unwrap_or(offset))
            }
            Spot::Environment => self.place(),
        }
    }

    /// Another value that stands in the same place.
    pub(super) fn with<U>(&self, value: U) -> Found<'a, U> {
        Found { value, key: self.key.clone(), spot: self.spot }
    }

    /// The value as something else; what `parse` says against it is a finding.
    pub(super) fn parsed<U>(
        &self,
        parse: impl FnOnce(&T) -> Result<U, String>,
        findings: &mut Findings,
    ) -> Option<Found<'a, U>> {
        match parse(&self.value) {
            Ok(value) => Some(self.with(value)),
            Err(message) => {
                findings.error(self.place(), &self.key, message);
                None
            }
        }
    }
}

/// A value as it was written.
enum Written<'a> {
    Toml(&'a DeValue<'a>),
    Variable(&'a str),
}

impl<'a> Section<'a> {
    /// The table of a whole file.
    pub(super) fn root(
        source: &'a Source,
        table: &'a Spanned<DeTable<'a>>,
        environment: Option<&'a Environment>,
        findings: &mut Findings,
    ) -> Section<'a> {
        let root =
            Section { source, table: Some(table.get_ref()), offset: 0, path: String::new(), environment };
        root.find_unknown(findings);
        root
    }

    /// The table of a whole file that holds the tables of one array, `[[name]]`, and nothing else.
    pub(super) fn of_only(
        name: &str,
        source: &'a Source,
        table: &'a Spanned<DeTable<'a>>,
        findings: &mut Findings,
    ) -> Section<'a> {
        for key in table.get_ref().keys().filter(|key| key.get_ref() != name) {
            let message = format!("only [[{name}]] may stand here: move this to the configuration file");
            findings.error(source.place(key.span().start), key.get_ref().as_ref(), message);
        }
        Section { source, table: Some(table.get_ref()), offset: 0, path: String::new(), environment: None }
    }

    /// The place of the file as a whole.
    pub(super) fn whole(&self) -> Place {
        self.source.whole()
    }

    /// Whether the file has a value of any kind for a key.
    pub(super) fn has(&self, name: &str) -> bool {
        self.written(name).is_some()
    }

    /// Whether the file has the table.
    pub(super) fn is_written(&self) -> bool {
        self.table.is_some()
    }

    /// The place of a key's value, of any kind, where the file has one.
    pub(super) fn place_of(&self, name: &str) -> Option<Place> {
        self.written(name).map(|(_, offset)| self.source.place(offset))
    }

    /// The `name` that a table must have.
    pub(super) fn name(&self, findings: &mut Findings) -> Option<Found<'a, String>> {
        if !self.has("name") {
            self.missing("name", "write name = \"…\"", findings);
        }
        self.parsed("name", values::name, findings)
    }

    /// The place of the table's head.
    pub(super) fn place(&self) -> Place {
        self.spot().place()
    }

    pub(super) fn spot(&self) -> Spot<'a> {
        Spot::File(self.source, self.offset)
    }

    /// The path of a key of this table; of the table itself for an empty name.
    pub(super) fn path(&self, name: &str) -> String {
        match (self.path.as_str(), name) {
            ("", _) => name.to_owned(),
            (_, "") => self.path.clone(),
            (path, _) => format!("{path}.{name}"),
        }
    }

    /// Says that a key which must be there is not; a file that could not be read whole is not blamed for that.
    pub(super) fn missing(&self, name: &str, advice: &str, findings: &mut Findings) {
        if !findings.incomplete() {
            findings.error(self.place(), self.path(name), format!("missing: {advice}"));
        }
    }

    /// A string that is not empty.
    pub(super) fn text(&self, name: &'static str, findings: &mut Findings) -> Option<Found<'a, String>> {
        let found = self.get(name)?;
        found.parsed(
            |written| match written {
                Written::Toml(value) => text_of(value),
                Written::Variable(value) => Ok((*value).to_owned()),
            },
            findings,
        )
    }

    /// A string read as something else.
    pub(super) fn parsed<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
        findings: &mut Findings,
    ) -> Option<Found<'a, T>> {
        self.text(name, findings)?.parsed(|text| parse(text), findings)
    }

    /// A whole number, not negative.
    pub(super) fn number(&self, name: &'static str, findings: &mut Findings) -> Option<Found<'a, u64>> {
        let bad = || "expected a whole number, not negative".to_owned();
        self.get(name)?.parsed(
            |written| match written {
                Written::Toml(DeValue::Integer(value)) => {
                    u64::from_str_radix(value.as_str(), value.radix()).map_err(|_| bad())
                }
                Written::Toml(value) => Err(format!("expected a whole number, found {}", kind(value))),
                Written::Variable(value) => value.trim().parse().map_err(|_| bad()),
            },
            findings,
        )
    }

    /// A number from 0 to 1. No such key stands where a variable reaches.
    pub(super) fn share(&self, name: &'static str, findings: &mut Findings) -> Option<Found<'a, f64>> {
        let read = |written: &Written<'_>| match written {
            Written::Toml(DeValue::Float(value)) => value.as_str().parse::<f64>().ok(),
            Written::Toml(DeValue::Integer(value)) if value.radix() == 10 => value.as_str().parse().ok(),
            _ => None,
        };
        self.get(name)?.parsed(
            |written| match (read(written), written) {
                (Some(share), _) if (0.0..=1.0).contains(&share) => Ok(share),
                (None, Written::Toml(value)) => {
                    Err(format!("expected a number from 0 to 1, found {}", kind(value)))
                }
                _ => Err("must be from 0 to 1, like 0.8".to_owned()),
            },
            findings,
        )
    }

    /// An array of strings, none of them empty; in a variable, separated by commas. `None` where the key is absent.
    pub(super) fn texts(
        &self,
        name: &'static str,
        findings: &mut Findings,
    ) -> Option<Found<'a, Vec<Found<'a, String>>>> {
        let found = self.get(name)?;
        let elements = match found.value {
            Written::Toml(DeValue::Array(array)) => self.elements(&found.key, array, findings),
            Written::Toml(value) => {
                let message = format!("expected an array of strings, found {}", kind(value));
                findings.error(found.place(), &found.key, message);
                return None;
            }
            Written::Variable(value) => {
                let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| found.with(part.to_owned())).collect()
            }
        };
        Some(found.with(elements))
    }

    fn elements(
        &self,
        key: &str,
        array: &'a [Spanned<DeValue<'a>>],
        findings: &mut Findings,
    ) -> Vec<Found<'a, String>> {
        let found = array.iter().enumerate().map(|(index, element)| Found {
            value: element.get_ref(),
            key: format!("{key}[{index}]"),
            spot: Spot::File(self.source, element.span().start),
        });
        found.filter_map(|element| element.parsed(|value| text_of(value), findings)).collect()
    }

    /// The table under a key.
    pub(super) fn table(&self, name: &'static str, findings: &mut Findings) -> Section<'a> {
        let absent = Section { table: None, path: self.path(name), offset: self.offset, ..self.clone() };
        let Some((value, offset)) = self.written(name) else {
            return absent;
        };
        match value {
            DeValue::Table(table) => {
                let section = Section { table: Some(table), offset, ..absent };
                section.find_unknown(findings);
                section
            }
            DeValue::Array(_) => {
                let head = self.header(name);
                let message = format!("expected one table: write [{head}], not [[{head}]]");
                findings.error(self.source.place(offset), &absent.path, message);
                absent
            }
            value => {
                let message =
                    format!("expected a table, found {}: write [{}]", kind(value), self.header(name));
                findings.error(self.source.place(offset), &absent.path, message);
                absent
            }
        }
    }

    /// What stands in brackets above a table of this one: its path without the numbers.
    fn header(&self, name: &str) -> String {
        let path = self.path(name);
        let names = path.split('.').map(|name| name.split('[').next().unwrap_or(name));
        names.collect::<Vec<_>>().join(".")
    }

    /// The tables of an array of tables. The environment does not reach into them.
    pub(super) fn tables(&self, name: &'static str, findings: &mut Findings) -> Vec<Section<'a>> {
        let Some((value, offset)) = self.written(name) else {
            return Vec::new();
        };
        let head = self.header(name);
        let DeValue::Array(array) = value else {
            let message = format!("expected an array of tables, found {}: write [[{head}]]", kind(value));
            findings.error(self.source.place(offset), self.path(name), message);
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(array.len());
        for (index, element) in array.iter().enumerate() {
            let offset = element.span().start;
            if let DeValue::Table(table) = element.get_ref() {
                tables.push(self.element(name, index, table, offset, findings));
            } else {
                let path = format!("{}[{index}]", self.path(name));
                let message =
                    format!("expected a table, found {}: write [[{head}]]", kind(element.get_ref()));
                findings.error(self.source.place(offset), path, message);
            }
        }
        tables
    }

    /// The tables of an array of tables, for a key that may also have a single table.
    pub(super) fn tables_or_one(&self, name: &'static str, findings: &mut Findings) -> Vec<Section<'a>> {
        match self.written(name) {
            Some((DeValue::Table(table), offset)) => vec![self.element(name, 0, table, offset, findings)],
            _ => self.tables(name, findings),
        }
    }

    fn element(
        &self,
        name: &str,
        index: usize,
        table: &'a DeTable<'a>,
        offset: usize,
        findings: &mut Findings,
    ) -> Section<'a> {
        let path = format!("{}[{index}]", self.path(name));
        let section = Section { source: self.source, table: Some(table), offset, path, environment: None };
        section.find_unknown(findings);
        section
    }

    /// The value of a key: the variable's, or else the file's.
    fn get(&self, name: &'static str) -> Option<Found<'a, Written<'a>>> {
        debug_assert!(self.known().contains(&name), "{name} is not in the list of keys");
        let key = self.path(name);
        let over = self.environment.zip(variable(&key));
        if let Some((environment, variable)) = over
            && let Some(value) = environment.get(&variable)
        {
            return Some(Found { value: Written::Variable(value), key: variable, spot: Spot::Environment });
        }
        let (value, offset) = self.written(name)?;
        Some(Found { value: Written::Toml(value), key, spot: Spot::File(self.source, offset) })
    }

    fn written(&self, name: &str) -> Option<(&'a DeValue<'a>, usize)> {
        let value = self.table?.get(name)?;
        Some((value.get_ref(), value.span().start))
    }

    fn find_unknown(&self, findings: &mut Findings) {
        let known = self.known();
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let message = keys::unknown(name, &known);
                findings.error(self.source.place(key.span().start), self.path(name), message);
            }
        }
    }

    /// The names that this table may hold.
    fn known(&self) -> Vec<&'static str> {
        let mut digits_dropped = self.path.clone();
        digits_dropped.retain(|char| !char.is_ascii_digit());
        keys::of_section(&digits_dropped)
    }
}

fn text_of(value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) if text.trim().is_empty() => Err("must not be empty".to_owned()),
        DeValue::String(text) => Ok(text.to_string()),
        value => Err(format!("expected a string, found {}", kind(value))),
    }
}

/// What a value is, for a person.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
