/// What all layers around one input file share: its name, the limits, and how far it has expanded.
final class ContainerContext {
  let path: String
  let limits: ContainerLimits
  let file: InputFile
  /// The folder for scratch files.
  let scratch: String
  /// Bytes that came out of the layers at each depth; depth 0 is the file itself.
  private var expanded: [Int64]
  private var members = 0
  /// Set once the file as a whole went past a limit: the sums only grow, so nothing more is read.
  private(set) var isExhausted = false

  init(file: InputFile, limits: ContainerLimits, scratch: String) {
    path = file.path
    self.file = file
    self.limits = limits
    self.scratch = scratch
    expanded = Array(repeating: 0, count: max(0, limits.maxNesting) + 1)
  }

  /// Counts `count` bytes that came out of a layer at `depth`.
  ///
  /// - Throws: a `limit` error past the size or the ratio allowed.
  func expand(by count: Int, depth: Int) throws(ContainerError) {
    expanded[depth] += Int64(count)
    let total = expanded[depth]
    if total > limits.maxExpandedBytes {
      throw exhausted(
        "expands to more than \(limits.maxExpandedBytes) bytes",
        hint: Self.raise("expanded_bytes"))
    }
    guard total > limits.ratioFloorBytes else { return }
    let ratio = Double(total) / Double(max(1, file.bytesRead))
    if ratio > limits.maxRatio {
      throw exhausted(
        "expands to more than \(limits.maxRatio.briefly) times its size",
        hint: Self.raise("ratio"))
    }
  }

  /// Counts one entry of an archive.
  func addMember() throws(ContainerError) {
    members += 1
    guard members > limits.maxMembers else { return }
    throw exhausted(
      "has more than \(limits.maxMembers) entries",
      hint: Self.raise("members"))
  }

  /// The depth of a layer put around another at `depth`.
  func deeper(than depth: Int) throws(ContainerError) -> Int {
    guard depth < limits.maxNesting else {
      throw error(
        .limit, "is packed more than \(limits.maxNesting) layers deep",
        hint: Self.raise("nesting"))
    }
    return depth + 1
  }

  /// How a limit is raised in a pipeline file.
  private static func raise(_ limit: String) -> String {
    "if you trust this file, give its source more in a pipeline: `limits: {\(limit): …}`"
  }

  private func exhausted(_ message: String, hint: String) -> ContainerError {
    isExhausted = true
    return error(.limit, message, hint: hint)
  }

  func error(
    _ kind: ContainerError.Kind, _ message: String, hint: String? = nil
  ) -> ContainerError {
    ContainerError(kind, path: path, message: message, hint: hint)
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate var briefly: String {
    self == rounded() && magnitude < 1e15 ? String(Int64(self)) : String(self)
  }
}
