import CLibFuzzer
import Glibc

/// `fuzz TARGET [libFuzzer's own arguments]`. One program holds all targets; `run.sh` is the way to
/// call it.
@main
enum Fuzz {
  @safe struct Target: Sendable {
    let name: String
    /// What libFuzzer calls with each input.
    let run: @Sendable @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
  }

  /// Each takes any bytes and must neither trap, hang, nor read what is not its own. What each
  /// holds besides is said in its file.
  static let targets = [
    unsafe Target(name: "json") { unsafe run(jsonTarget, $0, $1) },
    unsafe Target(name: "csv") { unsafe run(csvTarget, $0, $1) },
    unsafe Target(name: "formats") { unsafe run(formatsTarget, $0, $1) },
    unsafe Target(name: "mapping") { unsafe run(mappingTarget, $0, $1) },
    unsafe Target(name: "pipeline") { unsafe run(pipelineTarget, $0, $1) },
    unsafe Target(name: "containers") { unsafe run(containersTarget, $0, $1) },
    unsafe Target(name: "parquet") { unsafe run(parquetTarget, $0, $1) },
  ]

  static func main() {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    guard let target = targets.first(where: { $0.name == name }) else {
      let names = targets.map(\.name).joined(separator: " ")
      print("usage: fuzz TARGET [ARGUMENT…]; targets: \(names)")
      exit(2)
    }
    // libFuzzer sees the arguments without the target.
    var count = CommandLine.argc - 1
    var arguments = unsafe CommandLine.unsafeArgv + 1
    unsafe arguments[0] = CommandLine.unsafeArgv[0]
    exit(unsafe LLVMFuzzerRunDriver(&count, &arguments, target.run))
  }

  private static func run(
    _ target: ([UInt8]) -> Void, _ data: UnsafePointer<UInt8>?, _ count: Int
  ) -> CInt {
    unsafe target(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
  }
}

/// Ends the process, which libFuzzer takes for a finding, unless `condition` holds.
func expect(_ condition: Bool, _ what: @autoclosure () -> String) {
  if !condition { fatalError(what()) }
}

extension ArraySlice<UInt8> {
  /// The parts of an input of several: they are separated by lines `%%`.
  func parts() -> [ArraySlice<UInt8>] {
    let mark: [UInt8] = Array("\n%%\n".utf8)
    var parts: [ArraySlice<UInt8>] = []
    var begin = startIndex
    var i = startIndex
    while i + mark.count <= endIndex {
      guard self[i..<i + mark.count].elementsEqual(mark) else {
        i += 1
        continue
      }
      parts.append(self[begin..<i + 1])
      i += mark.count
      begin = i
    }
    return parts + [self[begin...]]
  }
}
