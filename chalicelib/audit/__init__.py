"""The admin audit log. Changes to tickets are in their own timelines."""
