internal import Records
internal import Rules
internal import Scoring
internal import Store

/// What a program checks of a criterion.
enum CriterionCheck: Equatable {
  /// Met or not.
  case rule(Rule)
  /// How much of a contrast a response has, by degrees.
  case contrast(ContrastCheck)

  /// As the store keeps it.
  var json: String {
    switch self {
    case .rule(let rule): "{\"rule\":\(rule.json)}"
    case .contrast(let check): check.json
    }
  }

  /// Reads what `json` writes.
  init?(_ text: String) {
    guard let value = JSONValue(text) else { return nil }
    self.init(value)
  }

  init?(_ value: JSONValue) {
    guard let members = value.object else { return nil }
    if let rule = members["rule"].flatMap({ Rule($0) }) {
      self = .rule(rule)
    } else if let check = ContrastCheck(members) {
      self = .contrast(check)
    } else {
      return nil
    }
  }
}

/// A principle as something that is measured: where in the usual range of its contrast a response lies.
struct ContrastCheck: Equatable {
  let contrast: Contrast
  /// 1 where more is preferred, −1 where less.
  let direction: Int
  /// Median over the responses that were fitted.
  let center: Float
  /// Typical difference of the answers of a pair, above 0.
  let typical: Float

  /// 0.5 at the median, 0 and 1 a typical difference below and above it in the preferred direction.
  ///
  /// - Parameter values: of a response, shape (bank).
  func degree(_ values: [Float]) -> Double {
    guard let place = Contrast.bank.firstIndex(of: contrast), place < values.count,
      values[place].isFinite
    else { return 0.5 }
    let steps = Float(direction) * (values[place] - center) / typical
    return Double(max(0, min(1, 0.5 + steps / 2)))
  }

  var json: String {
    "{\"contrast\":\(JSONText.quoted(contrast.name)),\"direction\":\(direction),"
      + "\"center\":\(center),\"typical\":\(typical)}"
  }

  init(_ contrast: Contrast, direction: Int, center: Float, typical: Float) {
    self.contrast = contrast
    self.direction = direction
    self.center = center
    self.typical = typical
  }

  init?(_ members: [String: JSONValue]) {
    guard let name = members["contrast"]?.string,
      let contrast = Contrast.bank.first(where: { $0.name == name }),
      let direction = members["direction"]?.int, direction == 1 || direction == -1,
      case .number(let center)? = members["center"], center.isFinite,
      case .number(let typical)? = members["typical"], typical > 0, typical.isFinite
    else { return nil }
    self.init(contrast, direction: direction, center: Float(center), typical: Float(typical))
  }
}

extension [Criterion] {
  /// With the check that the text of a hard rule states, if it states exactly one and does not say the opposite of it.
  var compiled: [Criterion] {
    map { own in
      guard own.kind == .hardRule, own.check == nil, !Negation.isOf(own.text) else { return own }
      let rules = RuleParser.rules(in: own.text)
      guard rules.count == 1, let rule = rules.first?.rule else { return own }
      var own = own
      own.check = CriterionCheck.rule(rule).json
      return own
    }
  }
}
