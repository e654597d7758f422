internal import CArchive
internal import Glibc

/// An archive, or one compressed stream, read by libarchive.
///
/// The only file that calls libarchive. Formats and filters are named, never `_all`: with all of
/// them, libarchive starts programs on hostile input and takes compact JSON Lines for a manifest.
@safe final class LibArchive: ByteSource {
  let format: ArchiveFormat
  private let handle: OpaquePointer
  private let feed: ArchiveFeed
  private let context: ContainerContext
  let depth: Int
  /// Why nothing more can be read of the whole archive.
  private(set) var fatal: ContainerError?
  /// Why nothing more can be read of the present entry.
  private var failure: ContainerError?
  /// libarchive's block that is being handed out, and its place in the entry.
  private var block = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var blockOffset: Int64 = 0
  private var delivered: Int64 = 0
  private var isAtEntryEnd = true
  /// Entries found so far.
  private(set) var entryCount = 0
  /// What a zip says of itself.
  private var zipEnd: ZipEnd?

  private init(
    adopting handle: OpaquePointer, format: ArchiveFormat, feed: ArchiveFeed,
    context: ContainerContext,
    depth: Int
  ) {
    unsafe self.handle = handle
    self.format = format
    self.feed = feed
    self.context = context
    self.depth = depth
  }

  deinit { _ = unsafe archive_read_free(handle) }

  static func open(
    _ format: ArchiveFormat, feed: ArchiveFeed, context: ContainerContext, depth: Int
  ) throws(ContainerError) -> LibArchive {
    guard let handle = unsafe archive_read_new() else {
      throw context.error(.unreadable, "out of memory for \(format.name)")
    }
    let archive = unsafe LibArchive(
      adopting: handle, format: format, feed: feed, context: context, depth: depth)
    if format == .zip {
      guard let end = try feed.zipEnd() else {
        throw context.error(.cut, "ends without the directory of a zip archive")
      }
      archive.zipEnd = end
    }
    try archive.enable()
    try archive.start()
    return archive
  }

  private func enable() throws(ContainerError) {
    var status = ARCHIVE_OK
    switch format {
    case .tar:
      status = unsafe archive_read_support_format_tar(handle)
      // Joined tars are read to the end of the file, as what follows would be lost in silence.
      _ = unsafe archive_read_set_format_option(handle, "tar", "read_concatenated_archives", "1")
    case .zip: status = unsafe archive_read_support_format_zip_seekable(handle)
    case .sevenZip: status = unsafe archive_read_support_format_7zip(handle)
    case .xz, .bzip2, .lz4:
      unsafe archive_read_support_format_raw(handle)
      unsafe archive_read_support_format_empty(handle)
      // Named like this it is exactly one layer: no second one is looked for inside.
      status = unsafe archive_read_append_filter(handle, filter)
    }
    // A warning here means that an outside program would do the work.
    guard status == ARCHIVE_OK else {
      throw context.error(.unsupported, "this build of libarchive does not read \(format.name)")
    }
  }

  private var filter: CInt {
    switch format {
    case .xz: ARCHIVE_FILTER_XZ
    case .bzip2: ARCHIVE_FILTER_BZIP2
    case .lz4: ARCHIVE_FILTER_LZ4
    case .tar, .zip, .sevenZip: ARCHIVE_FILTER_NONE
    }
  }

  private func start() throws(ContainerError) {
    // `feed` lives as long as `handle`: both are freed by this object.
    unsafe archive_read_set_callback_data(handle, Unmanaged.passUnretained(feed).toOpaque())
    unsafe archive_read_set_read_callback(handle, readFromFeed)
    if format == .zip || format == .sevenZip {
      unsafe archive_read_set_seek_callback(handle, seekInFeed)
    }
    // libarchive takes a zip without entries for none at all.
    if let zipEnd, zipEnd.agrees(with: 0) { return }
    let status = unsafe archive_read_open1(handle)
    if let failure = feed.failure { throw failure }
    // A compressed stream that is broken at its first byte opens as an empty one, with a message.
    if unsafe status != ARCHIVE_OK || (!format.isArchive && archive_errno(handle) != 0) {
      throw failed()
    }
    guard !format.isArchive else { return }
    if try nextEntry() == nil { try checkEnd() }
  }

  /// Moves to the next entry; `nil` at the end.
  func nextEntry() throws(ContainerError) -> ArchiveEntry? {
    if let fatal { throw fatal }
    do throws(ContainerError) {
      try finishEntry()
      return try readHeader()
    } catch {
      fatal = error
      throw error
    }
  }

  private func readHeader() throws(ContainerError) -> ArchiveEntry? {
    unsafe block = UnsafeRawBufferPointer(start: nil, count: 0)
    blockOffset = 0
    delivered = 0
    failure = nil
    if let zipEnd, zipEnd.agrees(with: 0), entryCount == 0 { return nil }
    var entry: OpaquePointer?
    let status = UTF8Names.during { unsafe archive_read_next_header(handle, &entry) }
    if let failure = feed.failure { throw failure }
    if status == ARCHIVE_EOF {
      isAtEntryEnd = true
      try checkArchiveEnd()
      return nil
    }
    // A warning here is about names and attributes; the content has checks of its own.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
      throw failed()
    }
    isAtEntryEnd = false
    entryCount += 1
    return unsafe ArchiveEntry(
      name: Self.name(of: entry), kind: Self.kind(of: entry),
      size: archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : nil,
      isEncrypted: archive_entry_is_encrypted(entry) != 0)
  }

  /// Reads what is left of an entry where libarchive would otherwise expand it uncounted.
  private func finishEntry() throws(ContainerError) {
    guard format == .sevenZip, failure == nil else { return }
    while !isAtEntryEnd {
      do throws(ContainerError) {
        guard try nextBlock() else { return }
      } catch {
        // Damage in what nobody wants to read does not matter, unless nothing can be read any more.
        if let fatal { throw fatal }
        return
      }
      try unsafe context.expand(by: block.count, depth: depth)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    if let failure { throw failure }
    if let fatal { throw fatal }
    do throws(ContainerError) {
      while !isAtEntryEnd {
        // A sparse file has holes, which read as zeros.
        let hole = blockOffset - delivered
        if hole > 0 {
          let count = Int(min(hole, Int64(buffer.count)))
          unsafe buffer.prefixed(count).initializeMemory(as: UInt8.self, repeating: 0)
          return try deliver(count)
        }
        let rest = unsafe block.count
        if rest > 0 {
          let count = min(rest, buffer.count)
          unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<count]))
          unsafe block = UnsafeRawBufferPointer(rebasing: block[count...])
          blockOffset += Int64(count)
          return try deliver(count)
        }
        _ = try nextBlock()
      }
      return 0
    } catch {
      failure = error
      throw error
    }
  }

  private func deliver(_ count: Int) throws(ContainerError) -> Int {
    delivered += Int64(count)
    try context.expand(by: count, depth: depth)
    return count
  }

  /// Takes the next block of the entry; `false` at its end.
  private func nextBlock() throws(ContainerError) -> Bool {
    var start: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    let status = unsafe archive_read_data_block(handle, &start, &count, &offset)
    if let failure = feed.failure {
      fatal = failure
      throw failure
    }
    switch status {
    case ARCHIVE_OK:
      guard offset >= delivered else { throw context.error(.damaged, "its parts overlap") }
      unsafe block = UnsafeRawBufferPointer(start: start, count: count)
      blockOffset = offset
      return true
    case ARCHIVE_EOF:
      isAtEntryEnd = true
      if offset > delivered {
        unsafe block = UnsafeRawBufferPointer(start: nil, count: 0)
        blockOffset = offset
        isAtEntryEnd = false
      }
      try checkEnd()
      return false
    default:
      // Also a warning: that is how a wrong CRC in a zip is reported.
      let error = failed()
      if status == ARCHIVE_FATAL { fatal = error }
      throw error
    }
  }

  /// Makes sure that libarchive has not stopped before the last entry.
  private func checkArchiveEnd() throws(ContainerError) {
    if format == .tar, !feed.endsInZeros {
      throw context.error(.cut, "ends without the end mark of a tar archive")
    }
    if let zipEnd, !zipEnd.agrees(with: entryCount) {
      throw context.error(
        .damaged, "the zip archive states \(zipEnd.count) entries, but \(entryCount) were found")
    }
  }

  /// Makes sure that nothing stands behind the end of a compressed stream.
  private func checkEnd() throws(ContainerError) {
    guard !format.isArchive else { return }
    guard feed.isUsedUp(taken: unsafe archive_filter_bytes(handle, -1)) else {
      throw context.error(.damaged, "bytes that are no \(format.name) follow its data")
    }
  }

  private func failed() -> ContainerError {
    let reason = unsafe archive_error_string(handle).map { unsafe String(cString: $0) } ?? ""
    let words = reason.lowercased()
    if words.contains("encrypt") || words.contains("passphrase") {
      return context.error(
        .unsupported, "is an encrypted \(format.name) archive", hint: "decrypt it first")
    }
    if words.contains("unsupported") || words.contains("not supported") {
      return context.error(
        .unsupported, "\(format.name): \(words.asMessage)",
        hint: "unpack it with another tool first, or pack it again with deflate or LZMA")
    }
    // liblzma, bzip2 and 7z say so in words of their own where the file has come to its end.
    if words.contains("truncated") || words.contains("no progress is possible") {
      return context.error(.cut, "ends inside its \(format.name) data")
    }
    // That is how it says that the first header is wrong.
    if words.isEmpty || words == "unrecognized archive format" {
      return context.error(.damaged, "the \(format.name) headers are damaged or cut off")
    }
    return context.error(.damaged, "\(format.name) data is damaged: \(words.asMessage)")
  }
}

private let readFromFeed:
  @convention(c) (
    OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
  ) -> Int = { _, data, buffer in
    guard let data = unsafe data else { return -1 }
    let feed = unsafe Unmanaged<ArchiveFeed>.fromOpaque(data).takeUnretainedValue()
    guard let bytes = unsafe feed.next() else { return Int(ARCHIVE_FATAL) }
    unsafe buffer?.pointee = bytes.baseAddress
    return bytes.count
  }

private let seekInFeed:
  @convention(c) (
    OpaquePointer?, UnsafeMutableRawPointer?, Int64, CInt
  ) -> Int64 = { _, data, offset, whence in
    guard let data = unsafe data else { return Int64(ARCHIVE_FATAL) }
    let feed = unsafe Unmanaged<ArchiveFeed>.fromOpaque(data).takeUnretainedValue()
    let target = whence == SEEK_CUR ? feed.offset &+ offset : offset
    return feed.seek(target, fromEnd: whence == SEEK_END) ?? Int64(ARCHIVE_FATAL)
  }

extension LibArchive {
  private static func name(of entry: OpaquePointer) -> String {
    guard let bytes = unsafe archive_entry_pathname(entry) else { return "" }
    return unsafe String(cString: bytes)
  }

  private static func kind(of entry: OpaquePointer) -> ArchiveEntry.Kind {
    if unsafe archive_entry_hardlink(entry) != nil { return .link }
    // libarchive's own constants carry a cast that Swift does not import; they equal these.
    switch unsafe archive_entry_filetype(entry) {
    case S_IFREG, 0: return .file
    case S_IFDIR: return .directory
    case S_IFLNK: return .link
    default: return .other
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  fileprivate func prefixed(_ count: Int) -> Self { unsafe Self(rebasing: self[..<count]) }
}

extension String {
  /// libarchive's sentence in our form: no full stop, nothing empty.
  fileprivate var asMessage: String {
    isEmpty ? "no reason given" : hasSuffix(".") ? String(dropLast()) : self
  }
}
