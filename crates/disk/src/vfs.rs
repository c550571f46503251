//! Looks over the shoulder of SQLite's own file system: its functions do the work, and those that change a file are taken
//! note of, or fail, on the way.
//!
//! The only unsafe code of the project: SQLite takes a file system as tables of C functions (<https://sqlite.org/vfs.html>).
#![allow(unsafe_code, reason = "SQLite can be given a file system only by its C interface")]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use rusqlite::ffi;

use crate::Operation;

/// What a disk does in place of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Writes find no space.
    Full,
    /// Writes fail.
    Write,
    /// Syncs fail.
    Sync,
}

/// A directory whose files are watched until this is dropped.
#[derive(Debug)]
pub struct Disk {
    directory: PathBuf,
}

#[derive(Default)]
struct Watched {
    /// By directory.
    disks: Vec<(PathBuf, Record)>,
    /// By the address of SQLite's own structure: the path of an open file, and the functions that do its work.
    open: HashMap<usize, (PathBuf, Methods)>,
}

#[derive(Default)]
struct Record {
    operations: Vec<Operation>,
    failure: Option<Failure>,
}

/// A table of functions that lives as long as the process.
type Methods = &'static ffi::sqlite3_io_methods;

/// SQLite knows one set of file systems for the whole process, and so does this.
static WATCHED: Mutex<Option<Watched>> = Mutex::new(None);
/// How the file system that does the work opens and deletes.
static BASE: OnceLock<Base> = OnceLock::new();

struct Base {
    open: Open,
    delete: Delete,
}

type Open = unsafe extern "C" fn(
    *mut ffi::sqlite3_vfs,
    ffi::sqlite3_filename,
    *mut ffi::sqlite3_file,
    c_int,
    *mut c_int,
) -> c_int;
type Delete = unsafe extern "C" fn(*mut ffi::sqlite3_vfs, *const c_char, c_int) -> c_int;

impl Disk {
    /// Watches a directory, of which no database is open yet. The tests of one process can watch many.
    #[must_use]
    pub fn watch(directory: &Path) -> Disk {
        BASE.get_or_init(install);
        with(|watched| watched.disks.push((directory.to_owned(), Record::default())));
        Disk { directory: directory.to_owned() }
    }

    /// All that was done so far.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        self.with(|record| record.operations.clone())
    }

    /// How much was done so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.with(|record| record.operations.len())
    }

    /// Makes the disk fail from now on, or mends it.
    pub fn fail(&self, failure: Option<Failure>) {
        self.with(|record| record.failure = failure);
    }

    fn with<T: Default>(&self, f: impl FnOnce(&mut Record) -> T) -> T {
        with(|watched| {
            let record = watched.disks.iter_mut().find(|(directory, _)| *directory == self.directory);
            record.map(|(_, record)| f(record)).unwrap_or_default()
        })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        with(|watched| watched.disks.retain(|(directory, _)| *directory != self.directory));
    }
}

fn with<T>(f: impl FnOnce(&mut Watched) -> T) -> T {
    f(WATCHED.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default())
}

/// Takes note of an operation, unless the disk is to fail at it.
fn note(path: &Path, operation: impl FnOnce(PathBuf) -> Operation) -> Result<(), c_int> {
    with(|watched| {
        let record = watched.disks.iter_mut().find(|(directory, _)| path.starts_with(directory));
        let Some((_, record)) = record else { return Ok(()) };
        let operation = operation(path.to_owned());
        match (record.failure, &operation) {
            (Some(Failure::Full), Operation::Write { .. }) => Err(ffi::SQLITE_FULL),
            (Some(Failure::Write), Operation::Write { .. }) => Err(ffi::SQLITE_IOERR_WRITE),
            (Some(Failure::Sync), Operation::Sync { .. }) => Err(ffi::SQLITE_IOERR_FSYNC),
            _ => {
                record.operations.push(operation);
                Ok(())
            }
        }
    })
}

/// Puts a copy of the file system in use in its place, with functions of ours for opening and deleting.
fn install() -> Base {
    // SAFETY: a null name asks for the default file system, which lives as long as the process.
    let base = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()).as_ref() };
    let base = base.expect("SQLite has a file system");
    let (xopen, xdelete) = (base.xOpen.expect("it opens files"), base.xDelete.expect("it deletes files"));
    let ours = ffi::sqlite3_vfs {
        pNext: std::ptr::null_mut(),
        zName: c"watched".as_ptr(),
        xOpen: Some(open),
        xDelete: Some(delete),
        ..*base
    };
    // SAFETY: the table is leaked, so it lives as long as the process; all other functions are those of the file system in
    // use, whose data it shares.
    let registered = unsafe { ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1) };
    assert_eq!(registered, ffi::SQLITE_OK, "the file system cannot be registered");
    Base { open: xopen, delete: xdelete }
}

/// Opens a file as the file system in use does, and puts functions of ours in the table of what can be done to it.
unsafe extern "C" fn open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // Another thread's database may be opened in the moment between registering and remembering.
    let base = BASE.wait();
    // SAFETY: SQLite's own arguments are handed on.
    let opened = unsafe { (base.open)(vfs, name, file, flags, out) };
    if opened != ffi::SQLITE_OK || name.is_null() {
        return opened;
    }
    // SAFETY: a file that was opened has a table, which the file system in use keeps as long as the process lives; a name is a
    // string that lives as long as the file.
    let (methods, path) = unsafe { ((*file).pMethods.as_ref(), path(name)) };
    let Some(methods) =
        methods.filter(|_| with(|watched| watched.disks.iter().any(|(it, _)| path.starts_with(it))))
    else {
        return opened;
    };
    let ours = ffi::sqlite3_io_methods {
        xWrite: Some(write),
        xTruncate: Some(truncate),
        xSync: Some(sync),
        xClose: Some(close),
        ..*methods
    };
    with(|watched| watched.open.insert(file as usize, (path, methods)));
    // SAFETY: as above; the new table is leaked, so it outlives the file.
    unsafe { (*file).pMethods = Box::leak(Box::new(ours)) };
    opened
}

unsafe extern "C" fn delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: SQLite names the file by a string that lives through the call.
    let path = unsafe { path(name) };
    // SAFETY: SQLite's own arguments are handed on.
    let deleted = unsafe { (BASE.wait().delete)(vfs, name, sync) };
    if deleted == ffi::SQLITE_OK {
        let _ = note(&path, |path| Operation::Delete { path });
    }
    deleted
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    data: *const c_void,
    length: c_int,
    offset: ffi::sqlite3_int64,
) -> c_int {
    let (path, methods) = opened(file);
    let count = usize::try_from(length).unwrap_or_default();
    // SAFETY: SQLite passes so many bytes, which live through the call.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), count) };
    let offset_of = usize::try_from(offset).unwrap_or_default();
    let noted = note(&path, |path| Operation::Write { path, offset: offset_of, data: bytes.to_vec() });
    match (noted, methods.xWrite) {
        // SAFETY: SQLite's own arguments are handed on to the function that they are for.
        (Ok(()), Some(write)) => unsafe { write(file, data, length, offset) },
        (Ok(()), None) => ffi::SQLITE_MISUSE,
        (Err(code), _) => code,
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, length: ffi::sqlite3_int64) -> c_int {
    let (path, methods) = opened(file);
    let length_of = usize::try_from(length).unwrap_or_default();
    match (note(&path, |path| Operation::Truncate { path, length: length_of }), methods.xTruncate) {
        // SAFETY: SQLite's own arguments are handed on to the function that they are for.
        (Ok(()), Some(truncate)) => unsafe { truncate(file, length) },
        (Ok(()), None) => ffi::SQLITE_MISUSE,
        (Err(code), _) => code,
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let (path, methods) = opened(file);
    match (note(&path, |path| Operation::Sync { path }), methods.xSync) {
        // SAFETY: SQLite's own arguments are handed on to the function that they are for.
        (Ok(()), Some(sync)) => unsafe { sync(file, flags) },
        (Ok(()), None) => ffi::SQLITE_MISUSE,
        (Err(code), _) => code,
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let (_, methods) = opened(file);
    with(|watched| watched.open.remove(&(file as usize)));
    // SAFETY: SQLite's own argument is handed on to the function that it is for.
    methods.xClose.map_or(ffi::SQLITE_OK, |close| unsafe { close(file) })
}

/// The path of an open file, and the functions that do its work.
fn opened(file: *mut ffi::sqlite3_file) -> (PathBuf, Methods) {
    with(|watched| watched.open.get(&(file as usize)).cloned()).expect("it was opened by us")
}

/// # Safety
///
/// `name` is a string that ends in a zero.
unsafe fn path(name: *const c_char) -> PathBuf {
    // SAFETY: as the caller promises.
    let name = unsafe { CStr::from_ptr(name) };
    PathBuf::from(String::from_utf8_lossy(name.to_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn a_commit_is_written_and_synced_and_fails_as_told() {
        let directory = tempfile::tempdir().unwrap();
        let disk = Disk::watch(directory.path());
        let database = Connection::open(directory.path().join("a.db")).unwrap();
        database.execute_batch("CREATE TABLE t (x)").unwrap();
        let operations = disk.operations();
        assert!(operations.iter().any(|operation| matches!(operation, Operation::Write { .. })));
        assert!(operations.iter().any(|operation| matches!(operation, Operation::Sync { .. })));
        for failure in [Failure::Full, Failure::Write, Failure::Sync] {
            disk.fail(Some(failure));
            assert!(database.execute_batch("INSERT INTO t VALUES (1)").is_err(), "{failure:?}");
            disk.fail(None);
            database.execute_batch("INSERT INTO t VALUES (1)").unwrap();
        }
        let rows: i64 = database.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 3);
    }
}
