internal import Records

/// The lengths of UTF-8 sequences, well-formed or not (Unicode, table 3-7).
enum UTF8Check {
  /// The length of the scalar at `i`; of a maximal subpart of an ill-formed one, negated.
  static func length(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Int {
    let lead = unsafe bytes[i]
    let needed: Int
    var low: UInt8 = 0x80
    var high: UInt8 = 0xBF
    switch lead {
    case ..<0x80: return 1
    case 0xC2...0xDF: needed = 2
    case 0xE0: (needed, low) = (3, 0xA0)
    case 0xED: (needed, high) = (3, 0x9F)
    case 0xE1...0xEF: needed = 3
    case 0xF0: (needed, low) = (4, 0x90)
    case 0xF4: (needed, high) = (4, 0x8F)
    case 0xF1...0xF3: needed = 4
    default: return -1
    }
    for k in 1..<needed {
      guard i + k < bytes.count else { return -k }
      let byte = unsafe bytes[i + k]
      guard byte >= low, byte <= high else { return -k }
      (low, high) = (0x80, 0xBF)
    }
    return needed
  }

  /// Appends `bytes` with U+FFFD for each run that is no UTF-8, and for NUL.
  static func repair(
    _ bytes: UnsafeRawBufferPointer, into output: ByteArena, counting repairs: inout RepairCounts
  ) {
    var i = 0
    while i < bytes.count {
      let length = unsafe length(bytes, at: i)
      if length > 0, unsafe bytes[i] != 0 {
        unsafe output.append(UnsafeRawBufferPointer(rebasing: bytes[i..<i + length]))
      } else {
        output.append("\u{FFFD}")
        repairs[length > 0 ? .nul : .invalidUTF8] += 1
      }
      i += abs(length)
    }
  }
}
