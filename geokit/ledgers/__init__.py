"""Areas by phase, stage, batch, village and land class; control area and adjustment."""
