import Foundation
import Ingest
import TestSupport

/// All that came out of a container.
struct Contents: Equatable {
  var members: [String: [UInt8]] = [:]
  var order: [String] = []
  var errors: [ContainerError] = []
  var passedOver: [String: Int] = [:]

  var kinds: [ContainerError.Kind] { errors.map(\.kind) }
  /// The bytes of the only member.
  var bytes: [UInt8]? { order.count == 1 ? members[order[0]] : nil }

  static func == (a: Contents, b: Contents) -> Bool {
    a.members == b.members && a.order == b.order && a.passedOver == b.passedOver
      && a.errors.map(\.message) == b.errors.map(\.message)
  }
}

/// Reads a container to its end, past the errors of its members, with buffers of `step` bytes.
func readAll(
  _ path: String, limits: ContainerLimits = ContainerLimits(), step: () -> Int = { 300_000 }
) -> Contents {
  var contents = Contents()
  do throws(ContainerError) {
    let reader = try ContainerReader.open(
      path: path, limits: limits, scratch: FileManager.default.temporaryDirectory.path)
    defer { contents.passedOver = reader.passedOver }
    while true {
      do throws(ContainerError) {
        guard let member = try reader.nextMember() else { break }
        contents.order.append(member.name)
        contents.members[member.name] = []
        while true {
          let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: step(), alignment: 1)
          defer { unsafe buffer.deallocate() }
          let count = try unsafe reader.read(into: buffer)
          guard count > 0 else { break }
          unsafe contents.members[member.name]? += buffer[..<count]
        }
      } catch {
        contents.errors.append(error)
      }
    }
  } catch {
    contents.errors.append(error)
  }
  return contents
}

/// The same for bytes in memory, which are written to a file in `folder`.
func readAll(
  _ bytes: [UInt8], limits: ContainerLimits = ContainerLimits(), in folder: TemporaryFolder? = nil,
  step: () -> Int = { 300_000 }
) throws -> Contents {
  let folder = try folder ?? TemporaryFolder()
  return try withExtendedLifetime(folder) {
    readAll(try folder.write(bytes, to: "input"), limits: limits, step: step)
  }
}

/// JSON Lines without blanks: what libarchive would take for a manifest if it were asked to.
func compactLines(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var random = Seeded(seed)
  var text = ""
  for index in 0..<count {
    text += #"{"id":\#(index),"chosen":"\#(random.next())","rejected":"\#(random.next() % 100)"}"#
    text += "\n"
  }
  return Array(text.utf8)
}

/// Every container around one file: its name, and how to make it.
enum Packing: String, CaseIterable, Sendable {
  case plain, gzip, zstd, xz, bzip2, lz4, tar, oldTar, tarGzip, tarZstd, tarXz, zipStored,
    zipDeflated
  case sevenZip, gzipInTar, zstdInZip, gzipInTarZstd, zipInTar, gzipOfGzip

  func pack(_ bytes: [UInt8]) -> [UInt8] {
    typealias Build = ArchiveBuilder
    let entries = [Build.Entry("a.jsonl", bytes)]
    return switch self {
    case .plain: bytes
    case .gzip: Build.gzip(bytes)
    case .zstd: Build.zstd(bytes)
    case .xz: Build.compress(bytes, by: .xz)
    case .bzip2: Build.compress(bytes, by: .bzip2)
    case .lz4: Build.compress(bytes, by: .lz4)
    case .tar: Build.tar(entries)
    case .oldTar: Build.tar(entries, magic: "")
    case .tarGzip: Build.gzip(Build.tar(entries))
    case .tarZstd: Build.zstd(Build.tar(entries))
    case .tarXz: Build.compress(Build.tar(entries), by: .xz)
    case .zipStored: Build.zip([Build.Entry("a.jsonl", bytes, isStored: true)])
    case .zipDeflated: Build.zip(entries)
    case .sevenZip: Build.sevenZip(entries)
    case .gzipInTar: Build.tar([Build.Entry("a.jsonl.gz", Build.gzip(bytes))])
    case .zstdInZip: Build.zip([Build.Entry("a.jsonl.zst", Build.zstd(bytes))])
    case .gzipInTarZstd: Build.zstd(Build.tar([Build.Entry("a.jsonl.gz", Build.gzip(bytes))]))
    case .zipInTar: Build.tar([Build.Entry("in.zip", Build.zip(entries))])
    case .gzipOfGzip: Build.gzip(Build.gzip(bytes))
    }
  }

  /// Whether everything that matters in it stands under a checksum.
  var isChecked: Bool {
    switch self {
    case .plain, .tar, .oldTar, .zipInTar, .gzipInTar: false
    default: true
    }
  }
}
