import Foundation

/// Data goes to standard output, everything else to standard error.
enum Terminal {
  static var errorIsTerminal: Bool { isatty(2) == 1 }

  static func error(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
