/// How the text of a stream is encoded, by its first bytes.
struct TextEncoding {
  enum Form: Equatable {
    case utf8
    case utf16(bigEndian: Bool)
    case utf32
  }

  let form: Form
  /// Length of the byte order mark.
  let markBytes: Int
  static let bytesNeeded = 4

  /// UTF-16 is known by its mark, or by a zero in one half of its first character.
  init(of buffer: BlockBuffer) {
    let head = (0..<min(Self.bytesNeeded, buffer.count)).map { buffer[$0] }
    (form, markBytes) =
      switch head {
      case [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]: (.utf32, 4)
      case _ where head.starts(with: [0xEF, 0xBB, 0xBF]): (.utf8, 3)
      case _ where head.starts(with: [0xFF, 0xFE]): (.utf16(bigEndian: false), 2)
      case _ where head.starts(with: [0xFE, 0xFF]): (.utf16(bigEndian: true), 2)
      case _ where head.count == 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
        (.utf16(bigEndian: false), 0)
      case _ where head.count == 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
        (.utf16(bigEndian: true), 0)
      default: (.utf8, 0)
      }
  }
}
