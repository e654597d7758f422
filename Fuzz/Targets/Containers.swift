import Glibc
import Ingest
import Records

// Target `containers`: a file of any kind is expanded, member by member, to its end.
//
// Held besides: no more comes out than the limits allow; member names are unique; every failure ends
// the member or the file, so that reading comes to an end.

func containersTarget(_ input: [UInt8]) {
  guard let path = written(input) else { return }
  var limits = ContainerLimits()
  limits.maxExpandedBytes = 1 << 20
  limits.maxRatio = 100
  limits.ratioFloorBytes = 64 << 10
  limits.maxMembers = 50
  limits.maxWindowLog = 20
  limits.maxScratchBytes = 1 << 20
  guard
    let reader = try? ContainerReader.open(
      path: path, limits: limits, scratch: "/dev/shm")
  else { return }
  readMembers(of: reader, limits)
}

/// A file in memory that holds each input in turn. It has no name, but a path like any other.
private let inputFile: CInt = {
  var template = Array("/dev/shm/winnow-fuzz-XXXXXX".utf8CString)
  let file = unsafe mkstemp(&template)
  unsafe unlink(template)
  return file
}()

private func written(_ input: [UInt8]) -> String? {
  guard ftruncate(inputFile, 0) == 0 else { return nil }
  let count = unsafe input.withUnsafeBytes { unsafe pwrite(inputFile, $0.baseAddress, $0.count, 0) }
  return count == input.count ? "/proc/self/fd/\(inputFile)" : nil
}

private func readMembers(of reader: ContainerReader, _ limits: ContainerLimits) {
  var names: Set<String> = []
  var failures = 0
  var total = 0
  while failures <= 2 * limits.maxMembers {
    do {
      guard let member = try reader.nextMember() else { return }
      expect(names.insert(member.name).inserted, "two members of one name")
      total += try readAll(reader)
      // Each layer may expand by itself to the limit.
      expect(
        total <= Int(limits.maxExpandedBytes) * (limits.maxNesting + 1), "more than the limit")
    } catch {
      failures += 1
    }
  }
  expect(false, "more failures than there can be members")
}

private func readAll(_ reader: ContainerReader) throws(ContainerError) -> Int {
  var total = 0
  let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 16)
  defer { unsafe block.deallocate() }
  while true {
    let count = try unsafe reader.read(into: block)
    if count == 0 { return total }
    total += count
  }
}
