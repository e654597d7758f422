// The SQLite store: everything that was read and everything that was decided, one file.
//
// This is the only module that imports GRDB. It knows records, runs and plans; it does not know what a
// stage does. Start at Schema.swift for the tables, IngestWriter.swift for the way in, Selection.swift
// for what a plan sees.

internal import CSQLite
internal import Foundation
package import GRDB
public import Records

/// An open store.
///
/// One process writes at a time (`StoreLock`); any number read. Readers are connections of their own, so
/// that a stage can read on one thread while another writes.
public final class Store: Sendable {
  /// Where the store lies.
  public let path: String
  package let queue: DatabaseQueue
  private let checkpointer: Checkpointer?

  /// Opens the store at `path`, which is made if it is not there, and brings its tables up to date.
  ///
  /// - Throws: `WinnowError` `newer-store` when a newer winnow wrote it, `not-a-store` when the file is
  ///   something else, `store-failed` when it cannot be opened.
  public init(path: String, maxPages: Int? = nil) throws(WinnowError) {
    self.path = path
    try Self.checkForeign(path)
    do {
      try FileManager.default.createDirectory(
        atPath: PathText.parent(path).isEmpty
          ? "." : PathText.parent(path),
        withIntermediateDirectories: true)
      let configuration = Self.configuration(maxPages: maxPages)
      queue = try DatabaseQueue(path: path, configuration: configuration)
      checkpointer = try Checkpointer(path: path, configuration: configuration)
    } catch {
      throw Self.explain(error, path: path)
    }
    try perform { db in
      guard try Self.isStore(db) || Self.isUnmade(db) else { throw Self.foreign(path) }
      if try Schema.migrator.hasBeenSuperseded(db) { throw Self.newer(path) }
    }
    do { try Schema.migrator.migrate(queue) } catch { throw Self.explain(error, path: path) }
  }

  /// Opens an existing store for reading; nothing is made or migrated.
  public init(reading path: String) throws(WinnowError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else { throw Self.missing(path) }
    do {
      queue = try DatabaseQueue(path: path, configuration: Self.configuration(readOnly: true))
      checkpointer = nil
    } catch {
      // Only a run that was cut short while it made the store leaves a journal; who reads cannot undo it.
      if (error as? DatabaseError)?.resultCode == .SQLITE_READONLY,
        FileManager.default.fileExists(atPath: path + "-journal")
      {
        throw Self.missing(path)
      }
      throw Self.explain(error, path: path)
    }
    try perform { db in
      if try Self.isUnmade(db) { throw Self.missing(path) }
      guard try Self.isStore(db) else {
        throw WinnowError(.notAStore, "this SQLite file is no winnow store: `\(path)`")
      }
      if try Schema.migrator.hasBeenSuperseded(db) { throw Self.newer(path) }
      guard try Schema.migrator.hasCompletedMigrations(db) else {
        throw WinnowError(
          .newerStore, "an older winnow wrote this store: `\(path)`",
          hint: "`winnow run` with this version brings it up to date")
      }
    }
  }

  deinit { checkpointer?.close() }

  /// Closes the store, whoever still refers to it, so that no log stays beside it; it cannot be used
  /// after that.
  package func close() {
    checkpointer?.close()
    try? queue.close()
  }

  /// Looks at a file before it is opened for writing, which alone would turn a database of somebody else
  /// to a write-ahead log.
  private static func checkForeign(_ path: String) throws(WinnowError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      var plain = Configuration()
      plain.busyMode = .timeout(5)
      let queue = try DatabaseQueue(path: path, configuration: plain)
      defer { try? queue.close() }
      let isOurs = try queue.inDatabase { db in try isStore(db) || isUnmade(db) }
      if !isOurs { throw foreign(path) }
    } catch {
      throw explain(error, path: path)
    }
  }

  private static func foreign(_ path: String) -> WinnowError {
    WinnowError(
      .notAStore, "this SQLite file is no winnow store: `\(path)`",
      hint: "name another file; winnow adds nothing to databases it did not make")
  }

  private static func isStore(_ db: Database) throws -> Bool {
    try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID
  }

  /// Whether nothing is in the file, or no more than a run that was cut short while it made the store
  /// has left: the list of migrations is made before the first of them, which makes all the rest.
  private static func isUnmade(_ db: Database) throws -> Bool {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == 0 else { return false }
    let tables = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
    guard tables == ["grdb_migrations"] else { return tables.isEmpty }
    return try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations") == 0
  }

  private static func missing(_ path: String) -> WinnowError {
    WinnowError(
      .noStore, "no store at: `\(path)`", hint: "`winnow run` or `winnow ingest` makes one")
  }

  /// Copies the whole write-ahead log into the store and empties it, once readers let it.
  package func emptyLog() throws(WinnowError) {
    try perform { db in _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  /// Asks for the write-ahead log to be copied into the store while work goes on.
  package func wantCheckpoint() { checkpointer?.want() }

  /// Runs `body` outside a transaction, with errors explained.
  package func perform<T>(_ body: (Database) throws -> T) throws(WinnowError) -> T {
    do { return try queue.inDatabase(body) } catch { throw Self.explain(error, path: path) }
  }

  /// Runs `body` in one transaction; all of it is stored, or nothing.
  package func write<T>(_ body: (Database) throws -> T) throws(WinnowError) -> T {
    do {
      return try queue.inDatabase { db in
        var result: T?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw WinnowError(.storeFailed, "a transaction gave no result") }
        return result
      }
    } catch { throw Self.explain(error, path: path) }
  }

  /// Tunes SQLite once, before the first connection.
  private static let tuned: Int32 = winnow_sqlite_without_memory_statistics()

  private static func configuration(readOnly: Bool = false, maxPages: Int? = nil) -> Configuration {
    _ = tuned
    var configuration = Configuration()
    configuration.readonly = readOnly
    configuration.foreignKeysEnabled = false  // Checked by `PRAGMA foreign_key_check` in tests.
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      if !readOnly {
        try db.execute(sql: "PRAGMA page_size = 16384")
        try db.execute(sql: "PRAGMA journal_mode = WAL")
        try db.execute(sql: "PRAGMA synchronous = NORMAL")
        // 128 MB: what the checkpointer leaves to the writer.
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 8000")
        if let maxPages { try db.execute(sql: "PRAGMA max_page_count = \(maxPages)") }
      }
      try db.execute(sql: "PRAGMA cache_size = -32768")  // 32 MB a connection.
      try db.execute(sql: "PRAGMA temp_store = FILE")
    }
    return configuration
  }

  private static func newer(_ path: String) -> WinnowError {
    WinnowError(
      .newerStore, "a newer winnow wrote this store: `\(path)`",
      hint: "use that version, or name another `store:`")
  }

  /// Turns what SQLite said into an error with a hint.
  static func explain(_ error: any Error, path: String) -> WinnowError {
    if let error = error as? WinnowError { return error }
    guard let error = error as? DatabaseError else {
      return WinnowError(.storeFailed, "the store cannot be used: `\(path)`: \(error)")
    }
    let reason = error.message ?? "no reason given"
    switch error.resultCode {
    case .SQLITE_FULL:
      return WinnowError(
        .diskFull, "no room left for the store: `\(path)`",
        hint: "what was committed is kept; free some room and run the same command again")
    case .SQLITE_IOERR:
      return WinnowError(
        .diskFull, "the store cannot be written or read (\(reason)): `\(path)`",
        hint: "is the disk full, or a file size limit set? what was committed is kept")
    case .SQLITE_NOTADB:
      return WinnowError(
        .notAStore, "this file is no winnow store: `\(path)`",
        hint: "name another file; winnow writes to no file it did not make")
    case .SQLITE_CANTOPEN:
      return WinnowError(
        .storeFailed, "the store cannot be opened: `\(path)`",
        hint: "is it a file, and may you read and write it and its folder?")
    case .SQLITE_CORRUPT:
      return WinnowError(
        .storeFailed, "the store is damaged: `\(path)`", hint: "`sqlite3 FILE .recover` may save it"
      )
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return WinnowError(.storeBusy, "another program holds the store: `\(path)`")
    case .SQLITE_READONLY:
      return WinnowError(.storeFailed, "the store cannot be written: `\(path)`")
    default:
      return WinnowError(.storeFailed, "the store failed (\(reason)): `\(path)`")
    }
  }
}

extension WinnowError.Code {
  /// The store was made by a newer version.
  public static let newerStore = Self("newer-store", exitStatus: 2)
  /// The file is no winnow store.
  public static let notAStore = Self("not-a-store", exitStatus: 2)
  /// There is no store at the path.
  public static let noStore = Self("no-store", exitStatus: 2)
  /// SQLite could not do what it was asked.
  public static let storeFailed = Self("store-failed", exitStatus: 1)
  /// Another process holds the store.
  public static let storeBusy = Self("store-busy", exitStatus: 2)
  /// There is no room left, or a size limit is reached.
  public static let diskFull = Self("disk-full", exitStatus: 1)
}
