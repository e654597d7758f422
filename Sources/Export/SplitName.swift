/// Names that are safe as file names and that `datasets` takes: `^\w+(\.\w+)*$`.
enum SplitName {
  static func isUsable(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 100
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.unicodeScalars.allSatisfy {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
          }
      }
  }
}
