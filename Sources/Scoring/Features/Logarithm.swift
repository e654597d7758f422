internal import Foundation

/// The natural logarithm.
@inline(__always)
func ln(_ x: Double) -> Double { log(x) }

/// ln(1 + x).
@inline(__always)
func lnOfOnePlus(_ x: Double) -> Double { log1p(x) }

func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }

/// e^x.
@inline(__always)
func exponential(_ x: Double) -> Double { exp(x) }

/// x^y.
func raised(_ x: Double, to y: Double) -> Double { pow(x, y) }
