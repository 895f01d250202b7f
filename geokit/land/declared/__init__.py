"""Areas as documents declare them: their text, their rounding, their bound, and what they say of a measured one."""
