/// What a stream of bytes is, told by its first bytes and never by a name.
enum ContentType: Equatable {
  /// Nothing at all.
  case empty
  /// No container: records, we hope.
  case bytes
  case gzip, zstd, xz, bzip2, lz4
  case tar, zip, sevenZip
  /// Rows, which are read as JSON.
  case parquet
  /// Known, and not read.
  case unsupported(UnsupportedContent)

  /// As people call it.
  var word: String {
    switch self {
    case .empty: "nothing"
    case .bytes: "text"
    case .gzip: "gzip"
    case .zstd: "zstd"
    case .xz: "xz"
    case .bzip2: "bzip2"
    case .lz4: "lz4"
    case .tar: "tar"
    case .zip: "zip"
    case .sevenZip: "7z"
    case .parquet: "Parquet"
    case .unsupported(let content): content.name
    }
  }

  /// - Parameter head: at least the first 512 bytes, or all there are.
  init(head: [UInt8]) {
    if head.isEmpty {
      self = .empty
    } else if let type = Self.compression(head) ?? Self.archive(head) {
      self = type
    } else if head.begins("PAR1"), head.count < 5 || head[4] == 0x15 {
      // The byte behind it is how every Parquet file goes on, and no CSV header does.
      self = .parquet
    } else if let content = UnsupportedContent(head: head) {
      self = .unsupported(content)
    } else {
      self = .bytes
    }
  }

  private static func compression(_ head: [UInt8]) -> ContentType? {
    // A start of the magic that is no text is a cut file, not a short one.
    if head.begins([0x1F, 0x8B, 0x08]) || head == [0x1F] || head == [0x1F, 0x8B] { return .gzip }
    if head.begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
    if head.count < 6, head.elementsEqual([0xFD, 0x37, 0x7A, 0x58, 0x5A].prefix(head.count)) {
      return .xz
    }
    if head.begins([0x28, 0xB5, 0x2F, 0xFD]) || head == [0x28, 0xB5] || head == [0x28, 0xB5, 0x2F] {
      return .zstd
    }
    if head.begins([0x04, 0x22, 0x4D, 0x18]) || head == [0x04] || head == [0x04, 0x22]
      || head == [0x04, 0x22, 0x4D] || head.begins([0x02, 0x21, 0x4C, 0x18])
    {
      return .lz4
    }
    if isBzip2(head) { return .bzip2 }
    return skippableFrames(head)
  }

  /// `BZh`, a level, and the magic number of a block or of the end.
  private static func isBzip2(_ head: [UInt8]) -> Bool {
    guard head.begins("BZh"), head.count >= 4, (0x31...0x39).contains(head[3]) else { return false }
    let rest = head.dropFirst(4).prefix(6)
    return rest.elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59].prefix(rest.count))
      || rest.elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90].prefix(rest.count))
  }

  /// zstd and lz4 share the skippable frames that may stand first: the next real frame decides.
  private static func skippableFrames(_ head: [UInt8]) -> ContentType? {
    var place = 0
    while place + 8 <= head.count, head[place] & 0xF0 == 0x50,
      head[(place + 1)...].begins([0x2A, 0x4D, 0x18])
    {
      let size = (0..<4).reduce(0) { $0 | Int(head[place + 4 + $1]) << (8 * $1) }
      place += 8 + size
    }
    guard place > 0 else { return nil }
    guard place < head.count else { return .zstd }
    return head[place...].begins([0x04, 0x22, 0x4D, 0x18]) ? .lz4 : .zstd
  }

  private static func archive(_ head: [UInt8]) -> ContentType? {
    if head.begins([0x50, 0x4B, 0x03, 0x04]) || head.begins([0x50, 0x4B, 0x05, 0x06]) {
      return UnsupportedContent(zip: head).map { .unsupported($0) } ?? .zip
    }
    if head.begins([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) { return .sevenZip }
    if TarHeader.isTar(head) { return .tar }
    return nil
  }
}

/// The header block of a tar, as far as is needed to know one.
enum TarHeader {
  static let count = 512

  static func isTar(_ head: [UInt8]) -> Bool {
    if head.count > 262, head[257...].begins("ustar") { return true }
    guard head.count >= count else { return false }
    let block = head[..<count]
    // The end mark of a tar without members.
    if block.allSatisfy({ $0 == 0 }) { return true }
    return checksum(in: block).map { $0 == sum(of: block) } ?? false
  }

  /// Octal digits, blanks before and a NUL or blank behind.
  private static func checksum(in block: ArraySlice<UInt8>) -> Int? {
    let field = block[148..<156].drop { $0 == UInt8(ascii: " ") }
    let digits = field.prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
    let rest = field.dropFirst(digits.count)
    guard !digits.isEmpty, rest.allSatisfy({ $0 == 0 || $0 == UInt8(ascii: " ") }) else {
      return nil
    }
    return digits.reduce(0) { $0 << 3 | Int($1 & 7) }
  }

  private static func sum(of block: ArraySlice<UInt8>) -> Int {
    block.indices.reduce(0) {
      $0 + ((148..<156).contains($1) ? Int(UInt8(ascii: " ")) : Int(block[$1]))
    }
  }
}

extension Collection<UInt8> {
  func begins(_ magic: [UInt8]) -> Bool { starts(with: magic) }
  func begins(_ magic: StaticString) -> Bool {
    magic.withUTF8Buffer { unsafe starts(with: $0) }
  }
}
