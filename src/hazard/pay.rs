//! Pay in the hazard: the hazard ratio of what somebody is offered beside own pay, `multiple^elasticity`.

use crate::math;

/// The hazard ratio of an offer of a multiple of own pay.
pub fn pay_ratio(multiple: f64, elasticity: f64) -> f64 {
    if multiple == 1.0 || elasticity == 0.0 { 1.0 } else { math::exp(elasticity * math::ln(multiple)) }
}
