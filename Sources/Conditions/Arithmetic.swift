import Columns

/// Sums, products and conversions of whole vectors. What has no answer (division by zero, an instant out of range) is
/// missing.
enum Arithmetic {
    static func numbers(
        _ op: ArithmeticOperator, _ a: ArraySlice<Double>, _ b: ArraySlice<Double>
    ) -> ArraySlice<Double> {
        switch op {
        case .add: zipped(a, b, filling: 0) { $0 + $1 }
        case .subtract: zipped(a, b, filling: 0) { $0 - $1 }
        case .multiply: zipped(a, b, filling: 0) { $0 * $1 }
        case .divide: zipped(a, b, filling: 0) { $1 == 0 ? .nan : $0 / $1 }
        }
    }

    static func times(adding: Bool, _ a: ArraySlice<Int64>, _ b: ArraySlice<Int64>) -> ArraySlice<Int64> {
        if adding {
            zipped(a, b, filling: 0) { a, b in
                let (sum, overflows) = a.addingReportingOverflow(b)
                return isMissing(a, b, overflows) ? missing : sum
            }
        } else {
            zipped(a, b, filling: 0) { a, b in
                let (difference, overflows) = a.subtractingReportingOverflow(b)
                return isMissing(a, b, overflows) ? missing : difference
            }
        }
    }

    /// Without the branches of `||`.
    @inline(__always)
    private static func isMissing(_ a: Int64, _ b: Int64, _ overflows: Bool) -> Bool {
        (a == missing ? 1 : 0) | (b == missing ? 1 : 0) | (overflows ? 1 : 0) != 0
    }

    /// Rounded to the nearest millisecond.
    static func scaled(_ a: ArraySlice<Int64>, by b: ArraySlice<Double>, divides: Bool) -> ArraySlice<Int64> {
        zipped(a, b, filling: 0) { time, factor in
            if time == missing || factor.isNaN || (divides && factor == 0) { return missing }
            let product = divides ? Double(time) / factor : Double(time) * factor
            return nearest(to: product)
        }
    }

    /// The nearest whole number, halves away from zero; missing where that cannot be held. By hand, since `rounded()`
    /// is a call into the mathematics library for every row.
    private static func nearest(to value: Double) -> Int64 {
        guard abs(value) < 0x1p63 else { return missing }
        let whole = Int64(value)
        let rest = value - Double(whole)
        return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole
    }

    static func ratio(_ a: ArraySlice<Int64>, _ b: ArraySlice<Int64>) -> ArraySlice<Double> {
        zipped(a, b, filling: 0) { $0 == missing || $1 == missing || $1 == 0 ? .nan : Double($0) / Double($1) }
    }

    static func convert(
        _ conversion: Operation.Conversion, _ vector: Vector, startOfDay: (Int64) -> Int64
    ) -> Vector {
        switch (conversion, vector) {
        case (.negateNumber, .numbers(let a)): .numbers(mapped(a, filling: 0) { -$0 })
        case (.absoluteNumber, .numbers(let a)): .numbers(mapped(a, filling: 0) { abs($0) })
        case (.negateTime, .times(let a)): .times(mapped(a, filling: 0) { $0 == missing ? missing : 0 - $0 })
        case (.absoluteTime, .times(let a)):
            .times(mapped(a, filling: 0) { $0 == missing ? missing : $0 < 0 ? 0 - $0 : $0 })
        case (.startOfDay, .times(let a)): .times(starts(of: a, startOfDay))
        case (.millisecondsOfDays, .times(let a)):
            .times(
                mapped(a, filling: 0) {
                    let (product, overflows) = $0.multipliedReportingOverflow(by: TimeLiteral.millisecondsPerDay)
                    return overflows ? missing : product
                })
        case (.daysOfMilliseconds, .times(let a)):
            .times(mapped(a, filling: 0) { $0 == missing ? missing : $0 / TimeLiteral.millisecondsPerDay })
        default: preconditionFailure("a value of another type is converted")
        }
    }

    /// Neighbouring rows often have the same day, and the look-up of a zone costs more than a comparison.
    private static func starts(of days: ArraySlice<Int64>, _ startOfDay: (Int64) -> Int64) -> ArraySlice<Int64> {
        var last = (day: missing, start: missing)
        return mapped(days, filling: 0) { day in
            if day != last.day { last = (day, day == missing ? missing : startOfDay(day)) }
            return last.start
        }
    }
}
