//! Calendar dates for the expiry of exceptions. The library never reads the clock; the current date is an input, in UTC.

use bitcode::{Decode, Encode};
use std::{fmt, str::FromStr};

/// A day of the Gregorian calendar, from year 0 to year 9999. It is written as `2027-03-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Returns a date, or `None` if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=days).contains(&day) && year <= 9999).then_some(Self { year, month, day })
    }

    /// Returns the date of a Unix timestamp in UTC. Timestamps after year 9999 yield its last day.
    pub fn from_unix_seconds(seconds: u64) -> Self {
        // Years are counted from March, so that a leap day is the last day of its year.
        let days = seconds / 86_400 + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let last = Self { year: 9999, month: 12, day: 31 };
        u16::try_from(year).ok().and_then(|year| Self::new(year, month as u8, day as u8)).unwrap_or(last)
    }

    /// Returns the number of days from this date to another, negative if the other is earlier.
    pub fn days_until(self, other: Self) -> i64 {
        other.day_number() - self.day_number()
    }

    /// Returns the number of days since a fixed date.
    fn day_number(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        year * 365 + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + i64::from(self.day)
    }
}

/// The error of parsing a text that is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDate;

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("use the form `2027-03-31`")
    }
}

impl std::error::Error for InvalidDate {}

impl FromStr for Date {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let digits = |part: &str, length: usize| {
            let all = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            all.then(|| part.parse::<u16>().ok()).flatten()
        };
        let read = || {
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let (month, day) = (digits(month, 2)?, digits(day, 2)?);
            Self::new(digits(year, 4)?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
        };
        read().ok_or(InvalidDate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn only_dates_of_the_calendar_are_parsed() {
        assert_eq!(date("2027-03-31").to_string(), "2027-03-31");
        assert_eq!(date("2024-02-29").to_string(), "2024-02-29");
        for wrong in ["2023-02-29", "2027-3-31", "2027-13-01", "2027-00-10", "27-01-01", "2027-01", "", "+027-01-01"] {
            assert_eq!(wrong.parse::<Date>(), Err(InvalidDate), "{wrong}");
        }
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(date("2027-03-31").days_until(date("2027-03-31")), 0);
        assert_eq!(date("2027-02-28").days_until(date("2027-03-01")), 1);
        assert_eq!(date("2024-02-28").days_until(date("2024-03-01")), 2);
        assert_eq!(date("2027-01-01").days_until(date("2026-12-31")), -1);
        assert_eq!(date("2000-01-01").days_until(date("2400-01-01")), 146_097);
    }

    #[test]
    fn timestamps_are_converted_to_dates() {
        assert_eq!(Date::from_unix_seconds(0), date("1970-01-01"));
        assert_eq!(Date::from_unix_seconds(951_782_400), date("2000-02-29"));
        assert_eq!(Date::from_unix_seconds(1_803_859_199), date("2027-02-28"));
        assert_eq!(Date::from_unix_seconds(u64::MAX), date("9999-12-31"));
    }
}
