internal import CArchive
internal import CZlib
internal import CZstd
internal import Glibc

/// Makes containers in memory, good ones and broken ones, without outside tools.
package enum ArchiveBuilder {
  /// One entry of a tar, zip or 7z.
  package struct Entry: Sendable {
    package enum Kind: Sendable { case file, directory, link }

    package var name: String
    package var bytes: [UInt8]
    package var kind: Kind
    /// In a zip: stored as it is instead of deflated.
    package var isStored = false
    /// In a zip: what the headers say, where that is not the truth.
    package var statedCRC: UInt32?
    package var statedSize: UInt32?
    package var isEncrypted = false
    /// In a tar: what the header says, where that is not the truth.
    package var statedTarSize: Int?

    package init(_ name: String, _ bytes: [UInt8] = [], kind: Kind = .file, isStored: Bool = false)
    {
      self.name = name
      self.bytes = bytes
      self.kind = kind
      self.isStored = isStored
    }

    package init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }
  }

  /// A compression that libarchive writes.
  package enum Compression: String, Sendable, CaseIterable { case xz, bzip2, lz4 }
}

// MARK: - gzip and zstd

extension ArchiveBuilder {
  /// One gzip member.
  package static func gzip(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 15 + 16) }

  /// One zstd frame with a checksum.
  ///
  /// `windowLog` is what the header states, where it is not to follow from the level. The frame
  /// then states no content size, so that the window is not cut down to it.
  package static func zstd(_ bytes: [UInt8], level: Int = 3, windowLog: Int? = nil) -> [UInt8] {
    let context = unsafe ZSTD_createCCtx()
    defer { unsafe ZSTD_freeCCtx(context) }
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, CInt(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    if let windowLog {
      unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, CInt(windowLog))
      unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0)
    }
    // Two calls, so that the size is not known when the header is written.
    var result = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count) + 64)
    let count = unsafe result.withUnsafeMutableBytes { room in
      unsafe bytes.withUnsafeBytes { input in
        var output = unsafe ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        if windowLog != nil {
          _ = unsafe ZSTD_compressStream2(context, &output, &source, ZSTD_e_continue)
        }
        _ = unsafe ZSTD_compressStream2(context, &output, &source, ZSTD_e_end)
        return unsafe output.pos
      }
    }
    return Array(result.prefix(count))
  }

  /// A skippable frame, as zstd and lz4 have them.
  package static func skippableFrame(_ bytes: [UInt8]) -> [UInt8] {
    [0x50, 0x2A, 0x4D, 0x18] + little(bytes.count, 4) + bytes
  }

  private static func deflated(_ bytes: [UInt8], windowBits: CInt) -> [UInt8] {
    var stream = unsafe z_stream()
    unsafe deflateInit2_(
      &stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      CInt(MemoryLayout<z_stream>.size))
    defer { unsafe deflateEnd(&stream) }
    var bytes = bytes
    var result = [UInt8](repeating: 0, count: bytes.count + bytes.count / 100 + 128)
    let count = unsafe result.withUnsafeMutableBufferPointer { room in
      unsafe bytes.withUnsafeMutableBufferPointer { input in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = room.baseAddress
        unsafe stream.avail_out = UInt32(room.count)
        unsafe CZlib.deflate(&stream, Z_FINISH)
        return unsafe room.count - Int(stream.avail_out)
      }
    }
    return Array(result.prefix(count))
  }

  fileprivate static func crc(_ bytes: [UInt8]) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: unsafe crc32(0, $0.baseAddress, UInt32($0.count)))
    }
  }

  fileprivate static func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}

// MARK: - tar and zip

extension ArchiveBuilder {
  /// A tar with ustar headers, or with an empty `magic` those of before 1988, which hold none.
  ///
  /// Two blocks of zeros end it where it is to have an end mark.
  package static func tar(
    _ entries: [Entry], magic: String = "ustar\u{0}00", hasEndMark: Bool = true
  ) -> [UInt8] {
    var result: [UInt8] = []
    for entry in entries {
      result += tarHeader(entry, magic: magic) + entry.bytes
      result += [UInt8](repeating: 0, count: (512 - entry.bytes.count % 512) % 512)
    }
    return hasEndMark ? result + [UInt8](repeating: 0, count: 1024) : result
  }

  private static func tarHeader(_ entry: Entry, magic: String) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at place: Int) {
      header.replaceSubrange(place..<(place + text.utf8.count), with: text.utf8)
    }
    func octal(_ number: Int, _ digits: Int) -> String {
      let text = String(number, radix: 8)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    precondition(entry.name.utf8.count <= 100)
    put(entry.name, at: 0)
    put("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
    put(octal(entry.statedTarSize ?? entry.bytes.count, 11) + "\u{0}", at: 124)
    put("00000000000\u{0}        ", at: 136)
    switch entry.kind {
    case .file: put("0", at: 156)
    case .directory: put("5", at: 156)
    case .link: put("2target", at: 156)
    }
    put(magic, at: 257)
    put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
    return header
  }

  /// A zip, with the sizes and checksums in its headers.
  package static func zip(_ entries: [Entry]) -> [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let isStored = entry.isStored || entry.kind != .file
      let packed = isStored ? entry.bytes : deflated(entry.bytes, windowBits: -15)
      let name = Array((entry.kind == .directory ? entry.name + "/" : entry.name).utf8)
      // Version 2.0; flags: names are UTF-8; method; a time.
      var common = little(20, 2) + little(0x800 | (entry.isEncrypted ? 1 : 0), 2)
      common += little(isStored ? 0 : 8, 2) + [0, 0, 0x21, 0x58]
      common += little(Int(entry.statedCRC ?? crc(entry.bytes)), 4) + little(packed.count, 4)
      common += little(Int(entry.statedSize ?? UInt32(entry.bytes.count)), 4)
      common += little(name.count, 2) + little(0, 2)
      // Made on Unix, so that the upper half of the attributes is a file mode.
      let mode = [.file: 0o100644, .directory: 0o040755, .link: 0o120777][entry.kind] ?? 0
      directory += [0x50, 0x4B, 1, 2] + little(0x31E, 2) + common + little(0, 6)
      directory += little(mode << 16, 4) + little(result.count, 4) + name
      result += [0x50, 0x4B, 3, 4] + common + name + packed
    }
    let end =
      [0x50, 0x4B, 5, 6] + little(0, 4) + little(entries.count, 2) + little(entries.count, 2)
      + little(directory.count, 4) + little(result.count, 4) + little(0, 2)
    return result + directory + end
  }
}

// MARK: - by libarchive

extension ArchiveBuilder {
  /// One xz, bzip2 or lz4 stream with its checksums.
  package static func compress(_ bytes: [UInt8], by compression: Compression) -> [UInt8] {
    // libarchive 3.6 stops the process when it closes a filter that was given nothing.
    guard !bytes.isEmpty else { return emptyStream(compression) }
    return unsafe write([Entry("data", bytes)]) { archive in
      unsafe archive_write_set_format_raw(archive)
      switch compression {
      case .xz: unsafe archive_write_add_filter_xz(archive)
      case .bzip2: unsafe archive_write_add_filter_bzip2(archive)
      case .lz4: unsafe archive_write_add_filter_lz4(archive)
      }
    }
  }

  private static func emptyStream(_ compression: Compression) -> [UInt8] {
    switch compression {
    case .xz:
      [
        0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00, 0x04, 0xE6, 0xD6, 0xB4, 0x46, 0x00, 0x00, 0x00,
        0x00, 0x1C, 0xDF, 0x44, 0x21, 0x1F, 0xB6, 0xF3, 0x7D, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04,
        0x59, 0x5A,
      ]
    case .bzip2:
      [
        0x42, 0x5A, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0x00, 0x00, 0x00, 0x00,
      ]
    case .lz4:
      [
        0x04, 0x22, 0x4D, 0x18, 0x64, 0x40, 0xA7, 0x00, 0x00, 0x00, 0x00, 0x05, 0x5D, 0xCC, 0x02,
      ]
    }
  }

  /// A 7z archive, LZMA, all files in one solid block; at least one of them with content, as the
  /// writer of libarchive 3.6 stops the process otherwise.
  package static func sevenZip(_ entries: [Entry]) -> [UInt8] {
    unsafe write(entries) { unsafe archive_write_set_format_7zip($0) }
  }

  /// A 7z archive without entries.
  package static let emptySevenZip: [UInt8] =
    [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, 0x8D, 0x9B, 0xD5, 0x0F]
    + [UInt8](repeating: 0, count: 20)

  private static func write(
    _ entries: [Entry], format: (OpaquePointer?) -> Void
  ) -> [UInt8] {
    // libarchive turns names from the locale's characters into its own.
    let locale = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
    let before = unsafe uselocale(locale)
    defer {
      _ = unsafe uselocale(before)
      unsafe freelocale(locale)
    }
    let archive = unsafe archive_write_new()
    defer { unsafe archive_write_free(archive) }
    unsafe format(archive)
    unsafe archive_write_set_bytes_in_last_block(archive, 1)
    let capacity = entries.reduce(64 << 10) { $0 + $1.bytes.count * 2 + 4096 }
    var result = [UInt8](repeating: 0, count: capacity)
    var used = 0
    unsafe result.withUnsafeMutableBytes { room in
      _ = unsafe archive_write_open_memory(archive, room.baseAddress, room.count, &used)
      for file in entries {
        let entry = unsafe archive_entry_new()
        defer { unsafe archive_entry_free(entry) }
        unsafe archive_entry_set_pathname(entry, file.name)
        switch file.kind {
        case .file: unsafe archive_entry_set_filetype(entry, 0o100000)
        case .directory: unsafe archive_entry_set_filetype(entry, 0o040000)
        case .link:
          unsafe archive_entry_set_filetype(entry, 0o120000)
          unsafe archive_entry_set_symlink(entry, "target")
        }
        unsafe archive_entry_set_perm(entry, 0o644)
        unsafe archive_entry_set_size(entry, Int64(file.bytes.count))
        unsafe archive_write_header(archive, entry)
        _ = unsafe file.bytes.withUnsafeBytes {
          unsafe archive_write_data(archive, $0.baseAddress, $0.count)
        }
      }
      unsafe archive_write_close(archive)
    }
    return Array(result.prefix(used))
  }
}
