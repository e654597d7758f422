internal import Foundation
internal import Pipeline
internal import Records

extension Resources {
  /// Where progress goes.
  var progressSink: any ProgressSink {
    switch progress {
    case .none: NoProgress()
    case .json: ProgressPrinter(.json)
    case .lines: ProgressPrinter(.lines)
    case .auto: terminal ? ProgressPrinter(.live) : NoProgress()
    }
  }
}

/// Prints progress on standard error.
///
/// - Note: `@unchecked Sendable`: the state is used under `lock` only.
final class ProgressPrinter: ProgressSink, @unchecked Sendable {
  enum Form { case live, lines, json }

  private struct Step {
    let start = ContinuousClock.now
    var printed = ContinuousClock.now
  }

  private let form: Form
  private let lock = NSLock()
  private var steps: [String: Step] = [:]
  private var hasLiveLine = false
  /// A line is rewritten at most this often.
  private static let interval: Duration = .milliseconds(200)

  init(_ form: Form) { self.form = form }

  func begin(_ step: String, total: Int?) {
    lock.withLock {
      steps[step] = Step()
      if form == .json { print(["event": "begin", "step": step]) }
    }
  }

  func advance(_ step: String, done: Int, unit: String, share: Double?) {
    lock.withLock {
      guard var state = steps[step] else { return }
      let now = ContinuousClock.now
      guard now - state.printed >= Self.interval, form != .lines else { return }
      state.printed = now
      steps[step] = state
      let seconds = (now - state.start).seconds
      switch form {
      case .json:
        var fields: [String: Any] = ["event": "progress", "step": step, "done": done, "unit": unit]
        if let share { fields["share"] = (share * 1000).rounded() / 1000 }
        print(fields)
      case .live:
        write("\r\u{1B}[K" + Self.line(step, done, unit, share, seconds), newline: false)
        hasLiveLine = true
      case .lines: break
      }
    }
  }

  func end(_ step: String, note: String) {
    lock.withLock {
      let seconds = steps.removeValue(forKey: step).map { (ContinuousClock.now - $0.start).seconds }
      let time = seconds.map { String(format: "%.1f s", $0) } ?? ""
      if form == .json {
        print(["event": "end", "step": step, "note": note, "seconds": seconds ?? 0])
        return
      }
      write(
        (hasLiveLine ? "\r\u{1B}[K" : "")
          + "\(step.padded(to: 32))\(time.leftPadded(to: 8))  \(note)", newline: true)
      hasLiveLine = false
    }
  }

  /// `name  12,345 pairs  45 %  2,000/s  3 s left`
  private static func line(
    _ step: String, _ done: Int, _ unit: String, _ share: Double?, _ seconds: Double
  ) -> String {
    var line = step.padded(to: 32)
    if done > 0 { line += "\(grouped(done)) \(unit)  " }
    if let share {
      line += "\(Int(share * 100)) %  "
      if done > 0, seconds > 0 { line += "\(grouped(Int(Double(done) / seconds)))/s  " }
      if share > 0.01 { line += "\(Int((seconds / share - seconds).rounded(.up))) s left" }
    }
    return line
  }

  private func print(_ fields: [String: Any]) {
    let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
    write(String(decoding: data ?? Data(), as: UTF8.self), newline: true)
  }

  private func write(_ text: String, newline: Bool) {
    FileHandle.standardError.write(Data((text + (newline ? "\n" : "")).utf8))
  }
}

extension Duration {
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
