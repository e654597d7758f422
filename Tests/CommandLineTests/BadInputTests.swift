import Foundation
import Testing

/// Every broken input gets one clear message, an exit status of its own accord, and in time.
///
/// `RECORD_SNAPSHOTS=1 swift test --filter BadInputTests` writes the snapshots anew; read the difference.
@Suite struct BadInputTests {
  static let inputs =
    compressedInputs + archiveInputs + foreignInputs + bombInputs + recordInputs + jsonInputs
    + endlessInputs
    + tableInputs + formatInputs + mappingInputs + yamlInputs + pipelineInputs + commandInputs
    + storeInputs + pathInputs

  static let snapshots = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots")

  static let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"

  @Test(arguments: inputs)
  func `a broken input gets the message in its snapshot`(_ input: BadInput) throws {
    let run = try BadInputRun(input)
    let file = Self.snapshots.appendingPathComponent("\(input.id).txt")
    if Self.isRecording {
      try run.transcript.write(to: file, atomically: true, encoding: .utf8)
    }
    let status = try #require(run.exitStatus, "\(run.transcript)")
    #expect([0, 1, 2].contains(status))
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    #expect(run.transcript == recorded, "RECORD_SNAPSHOTS=1 records what is new or meant")
  }

  @Test func `every snapshot belongs to one broken input`() throws {
    let ids = Self.inputs.map(\.id)
    #expect(Set(ids).count == ids.count)
    #expect(ids.count >= 80)
    guard !Self.isRecording else { return }
    let found = try FileManager.default.contentsOfDirectory(atPath: Self.snapshots.path)
    #expect(Set(found) == Set(ids.map { "\($0).txt" }))
  }
}
