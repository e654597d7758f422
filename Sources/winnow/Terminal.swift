import Foundation

/// Data goes to standard output, everything else to standard error.
enum Terminal {
  static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

  static var errorIsTerminal: Bool { isatty(2) == 1 }

  /// Prints `text`, and nothing that a terminal would obey: names and values in it come from files.
  static func error(_ text: String) {
    FileHandle.standardError.write(Data((printable(text) + "\n").utf8))
  }

  /// `text` with control characters as `\u{1b}`, but for line feeds and tabs.
  private static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      if isControl, scalar != "\n", scalar != "\t" {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
