internal import Foundation

/// Results for programs: keys in order, the same text for the same numbers.
enum ResultJSON {
  /// - Parameter snakeCase: whether names of members become `snake_case`; keys of dictionaries stay.
  static func text(_ result: some Encodable, snakeCase: Bool = true) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
    let data = try? encoder.encode(result)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
