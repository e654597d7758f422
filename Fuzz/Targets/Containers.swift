import Glibc
import Ingest
import Records

// Target `containers`: a file of any kind is expanded, member by member, to its end.
//
// Held besides: no more comes out than the limits allow; member names are unique; every failure ends
// the member or the file, so that reading comes to an end.

func containersTarget(_ input: [UInt8]) {
  // A file without a name: it is opened by path, as any other.
  let file = unsafe memfd_create("input", 0)
  defer { close(file) }
  let written = unsafe input.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
  guard file >= 0, written == input.count else { return }
  var limits = ContainerLimits()
  limits.maxExpandedBytes = 1 << 20
  limits.maxRatio = 100
  limits.ratioFloorBytes = 64 << 10
  limits.maxMembers = 50
  limits.maxWindowLog = 20
  limits.maxScratchBytes = 1 << 20
  guard
    let reader = try? ContainerReader.open(
      path: "/proc/self/fd/\(file)", limits: limits, scratch: "/dev/shm")
  else { return }
  readMembers(of: reader, limits)
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
