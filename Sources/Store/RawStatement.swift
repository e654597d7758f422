internal import GRDB
internal import GRDBSQLite
internal import Records

/// A prepared statement whose parameters and columns are read by position, without a layer between.
///
/// Hot loops only; everything else uses GRDB's own calls. Texts are bound without a copy: what a
/// parameter points to must stay until `run` or `next` returned (Benchmarks: binding is free, GRDB's
/// `Statement.arguments` costs about 1 µs a row).
@safe final class RawStatement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  /// Keeps the statement prepared while this value lives.
  private let owner: Statement
  /// Where bound ids lie until the statement has run: 16 bytes for each of the first parameters.
  private let ids: UnsafeMutableRawPointer
  private static let idCount: Int32 = 12

  convenience init(_ db: Database, _ sql: String) throws {
    try self.init(db, db.cachedStatement(sql: sql))
  }

  deinit { unsafe ids.deallocate() }

  /// Takes a statement whose arguments are set.
  init(_ db: Database, _ statement: Statement) throws {
    owner = statement
    guard let connection = unsafe db.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
    unsafe handle = owner.sqliteStatement
    unsafe self.connection = connection
    unsafe ids = .allocate(byteCount: 16 * Int(Self.idCount + 1), alignment: 8)
    unsafe sqlite3_reset(handle)
  }

  func bind(_ index: Int32, _ value: Int64) { unsafe sqlite3_bind_int64(handle, index, value) }
  func bind(double value: Double, _ index: Int32) {
    unsafe sqlite3_bind_double(handle, index, value)
  }
  func bindNull(_ index: Int32) { unsafe sqlite3_bind_null(handle, index) }

  /// Binds UTF-8 text in place.
  func bind(text bytes: UnsafeRawBufferPointer, _ index: Int32) {
    unsafe sqlite3_bind_text64(
      handle, index, bytes.baseAddress?.assumingMemoryBound(to: CChar.self) ?? Self.emptyText,
      UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
  }

  /// Binds a blob in place.
  func bind(blob bytes: UnsafeRawBufferPointer, _ index: Int32) {
    unsafe sqlite3_bind_blob64(
      handle, index, bytes.baseAddress ?? UnsafeRawPointer(Self.emptyText), UInt64(bytes.count), nil
    )
  }

  /// Binds a short text by copying it.
  func bind(_ index: Int32, _ text: String) {
    var text = text
    text.withUTF8 { bytes in
      _ = unsafe sqlite3_bind_text64(
        handle, index,
        UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self) ?? Self.emptyText,
        UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
    }
  }

  /// Binds an id to one of the first twelve parameters.
  func bind(_ index: Int32, _ id: PublicID) {
    precondition(index <= Self.idCount)
    let place = unsafe ids + 16 * Int(index)
    unsafe place.storeBytes(of: id.high.bigEndian, as: UInt64.self)
    unsafe place.storeBytes(of: id.low.bigEndian, toByteOffset: 8, as: UInt64.self)
    unsafe sqlite3_bind_blob(handle, index, place, 16, nil)
  }

  /// Runs a statement that gives no rows.
  func run() throws {
    let status = unsafe sqlite3_step(handle)
    unsafe sqlite3_reset(handle)
    guard status == SQLITE_DONE else { throw error(status) }
  }

  /// Moves to the next row; at the end resets and gives `false`.
  func next() throws -> Bool {
    let status = unsafe sqlite3_step(handle)
    if status == SQLITE_ROW { return true }
    unsafe sqlite3_reset(handle)
    guard status == SQLITE_DONE else { throw error(status) }
    return false
  }

  /// Ends a read before its last row.
  func reset() { unsafe sqlite3_reset(handle) }

  /// Rows the last insert changed: 0 when a conflict made it do nothing.
  var changes: Int32 { unsafe sqlite3_changes(connection) }

  func int(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
  func double(_ column: Int32) -> Double { unsafe sqlite3_column_double(handle, column) }
  func isNull(_ column: Int32) -> Bool {
    unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
  }

  /// The bytes of a text or blob; valid until the next step.
  @unsafe func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    // The pointer first: asking for it may convert the value and change its length.
    let start = unsafe sqlite3_column_blob(handle, column)
    let count = unsafe Int(sqlite3_column_bytes(handle, column))
    return unsafe UnsafeRawBufferPointer(start: start, count: count)
  }

  func id(_ column: Int32) -> PublicID {
    unsafe PublicID(loading: bytes(column))
  }

  func string(_ column: Int32) -> String { unsafe String(decoding: bytes(column), as: UTF8.self) }

  private func error(_ status: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: unsafe sqlite3_extended_errcode(connection)),
      message: unsafe String(cString: sqlite3_errmsg(connection)))
  }

  /// Tells SQLite to copy what is bound.
  private static var transient: sqlite3_destructor_type {
    unsafe unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)
  }

  /// A text of no bytes is not NULL, so it needs an address.
  private static var emptyText: UnsafePointer<CChar> {
    unsafe UnsafePointer(emptyStorage)
  }
  nonisolated(unsafe) private static let emptyStorage: UnsafeMutablePointer<CChar> = {
    let storage = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    unsafe storage.initialize(to: 0)
    return unsafe storage
  }()
}

extension PublicID {
  /// The id in the 16 bytes of a blob; zero if it is shorter. Not generic: a call from another
  /// module to the generic init is not specialised and costs 1.5 µs.
  init(loading bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 16 else {
      self.init(high: 0, low: 0)
      return
    }
    let high = unsafe bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
    let low = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low))
  }
}
